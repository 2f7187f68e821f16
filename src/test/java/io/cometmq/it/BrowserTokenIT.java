package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** A broker that asks pages for tokens: what opens, what ends, what goes on. */
final class BrowserTokenIT {
  private static final int EXPIRED = 4100;
  private static final int REFUSED = 4101;

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "web.topics=[open-*:publish+subscribe]",
            "web.jwt.secret=" + Tokens.SECRET,
            "web.jwt.leeway=0s",
            "web.sockets-per-user=8",
            "web.jwt.cookie=pass");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void shouldCloseSocketsWithoutAToken() {
    try (CometSocket page = CometSocket.open(broker)) {
      page.send("{'id':1,'connect':{}}");
      assertThat(page.closeCode()).isEqualTo(REFUSED);
      assertThat(page.received().element().path("error").path("code").asText())
          .isEqualTo("BAD_TOKEN");
    }
    String foreign =
        Tokens.sign("{\"sub\":\"a\",\"exp\":9999999999}", "another secret of 32 bytes!!!!!!!");
    try (CometSocket page = CometSocket.open(broker)) {
      page.send("{'id':1,'connect':{'token':'" + foreign + "'}}");
      assertThat(page.closeCode()).isEqualTo(REFUSED);
    }
  }

  @Test
  void shouldAllowWhatTokenAndSettingsAllow() throws IOException {
    Wire.topic(broker, "open-1", 1);
    try (CometSocket page = CometSocket.open(broker)) {
      JsonNode answer =
          page.ask("'connect':{'token':'" + Tokens.of("ann", 600, "open-1", "closed") + "'}");
      assertThat(answer.path("connect").path("user").asText()).isEqualTo("ann");
      assertThat(answer.path("connect").path("ttl").asInt()).isBetween(590, 600);
      page.subscribe(1, "open-1", "");
      assertThat(page.refusal("'subscribe':{'sub':2,'topic':'open-2'}")).isEqualTo("FORBIDDEN");
      assertThat(page.refusal("'subscribe':{'sub':3,'topic':'closed'}")).isEqualTo("FORBIDDEN");
      assertThat(page.refusal("'publish':{'topic':'open-2','body':''}")).isEqualTo("FORBIDDEN");
      // what was refused has harmed nothing
      page.ask("'publish':{'topic':'open-1','body':'hello'}");
      assertThat(page.awaitBodies(1, 1)).containsExactly("hello");
    }
  }

  @Test
  void shouldTakeTheTokenOfHeaderOrCookie() {
    String token = Tokens.of("ann", 600, "open-1");
    for (String[] header :
        new String[][] {{"Authorization", "Bearer " + token}, {"Cookie", "x=1; pass=" + token}}) {
      try (CometSocket page = CometSocket.open(broker, header)) {
        JsonNode answer = page.ask("'connect':{}");
        assertThat(answer.path("connect").path("user").asText()).isEqualTo("ann");
      }
    }
  }

  @Test
  void shouldGoOnWithARefreshedTokenAndEndWithoutOne() throws IOException {
    Wire.topic(broker, "open-kept", 1);
    Wire.topic(broker, "open-lost", 1);
    try (CometSocket kept = CometSocket.open(broker);
        CometSocket ending = CometSocket.open(broker)) {
      String brief = Tokens.of("ann", 3, "open-kept", "open-lost");
      kept.ask("'connect':{'token':'" + brief + "'}");
      ending.ask("'connect':{'token':'" + brief + "'}");
      kept.subscribe(1, "open-kept", "");
      kept.subscribe(2, "open-lost", "");
      await().until(() -> kept.received().stream().anyMatch(json -> json.has("expiring")));
      assertThat(kept.refusal("'refresh':{'token':'" + Tokens.of("bob", 600, "open-kept") + "'}"))
          .isEqualTo("BAD_TOKEN");
      JsonNode answer =
          kept.ask("'refresh':{'token':'" + Tokens.of("ann", 600, "open-kept") + "'}");
      assertThat(answer.path("refresh").path("ttl").asInt()).isBetween(590, 600);
      await().until(() -> kept.pushes("ended", 2).size() == 1);
      assertThat(kept.pushes("ended", 2).get(0).path("code").asText()).isEqualTo("FORBIDDEN");
      assertThat(ending.closeCode()).isEqualTo(EXPIRED);
      kept.ask("'publish':{'topic':'open-kept','body':'still here'}");
      assertThat(kept.awaitBodies(1, 1)).containsExactly("still here");
    }
  }

  @Test
  void shouldEndEventStreamsWithTheirToken() throws Exception {
    Wire.topic(broker, "open-stream", 1);
    URI uri =
        URI.create(
            "http://127.0.0.1:" + broker.port("web") + "/sse?topic=open-stream&from=earliest");
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> refused =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("BAD_TOKEN");
    HttpResponse<InputStream> stream =
        http.send(
            HttpRequest.newBuilder(uri)
                .header("Cookie", "pass=" + Tokens.of("ann", 3, "open-stream"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    clients.producer(Client.V5).send(PeerMessage.of("open-stream", null, "in time"));
    try (InputStream events = stream.body()) {
      // ends by itself
      String text = new String(events.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).contains("in time").endsWith("event: expired\ndata: {}\n\n");
    }
  }

  @Test
  void shouldLimitTheSocketsOfOneUser() throws Exception {
    String connect = "'connect':{'token':'" + Tokens.of("greta", 600, "open-*") + "'}";
    List<CometSocket> pages = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        CometSocket page = CometSocket.open(broker);
        pages.add(page);
        assertThat(page.ask(connect).has("connect")).isTrue();
      }
      CometSocket refused = CometSocket.open(broker);
      pages.add(refused);
      assertThat(refused.refusal(connect)).isEqualTo("TOO_MANY_SOCKETS");
      assertThat(refused.closeCode()).isEqualTo(4003);
      assertThat(Metrics.of(broker).value("comet_web_refused_total{reason=\"user\"}")).isPositive();
      try (CometSocket other = CometSocket.open(broker)) {
        String token = Tokens.of("hans", 600, "open-*");
        assertThat(other.ask("'connect':{'token':'" + token + "'}").has("connect")).isTrue();
      }
      pages.remove(0).close();
      await()
          .until(
              () -> {
                CometSocket again = CometSocket.open(broker);
                pages.add(again);
                return again.ask(connect).has("connect");
              });
    } finally {
      pages.forEach(CometSocket::close);
    }
  }

  /** A page of another origin that is not among web.origins. */
  private static void assertTurnedAway(ChromeDriver browser) {
    browser.get("http://localhost:" + broker.port("web") + "/health/live");
    Object state =
        browser.executeAsyncScript(
            """
            const [port, token, done] = arguments
            import('/client/comet.js').then(({ connect }) => connect(`ws://127.0.0.1:${port}/ws`, {
              token: () => token,
              onState: (state) => (state === 'open' || state === 'waiting') && done(state),
            }))
            """,
            broker.port("web"),
            Tokens.of("ann", 600, "open-*"));
    assertThat(state).isEqualTo("waiting");
    await()
        .until(() -> Metrics.of(broker).value("comet_web_refused_total{reason=\"origin\"}") >= 1);
  }

  /** The client module: one page whose token is renewed in time, and one whose is not. */
  @Test
  void shouldRenewTokensInTheBrowser(@TempDir Path directory) throws IOException {
    Wire.topic(broker, "open-page", 1);
    ChromeDriver browser = Chromium.start(directory);
    try {
      browser.get("http://127.0.0.1:" + broker.port("web") + "/health/live");
      browser.executeScript(
          """
          const [brief, lasting, refused] = arguments
          window.page = {}
          const run = (name, tokens) => import('/client/comet.js').then(async ({ connect }) => {
            const seen = (window.page[name] = { sessions: [], got: [], asked: 0 })
            const comet = await connect('/ws', {
              maxPause: 100,
              token: async () => {
                const next = tokens[Math.min(seen.asked++, tokens.length - 1)]
                if (!next) throw new Error('no token now')
                return next
              },
              onState: (state) => state === 'open' && setTimeout(() => seen.sessions.push(comet.info.session)),
            })
            seen.comet = comet
            comet.subscribe('open-page', { from: 'earliest', onMessage: (m) => seen.got.push(m.body) })
          })
          run('renewed', [brief, lasting])
          // asked once more when the token is about to end, in vain; and again for the next connection
          run('late', [brief, null, refused, lasting])
          """,
          Tokens.of("ann", 4, "open-*"),
          Tokens.of("ann", 600, "open-*"),
          Tokens.sign("{\"sub\":\"ann\",\"exp\":9999999999}", "another secret of 32 bytes!!!!!!!"));
      clients.producer(Client.V5).send(PeerMessage.of("open-page", null, "one"));
      await()
          .until(() -> got(browser, "renewed").equals("one") && got(browser, "late").equals("one"));
      await().until(() -> number(browser, "late.sessions.length") == 2);
      clients.producer(Client.V5).send(PeerMessage.of("open-page", null, "two"));
      await()
          .until(
              () ->
                  got(browser, "renewed").equals("one,two")
                      && got(browser, "late").equals("one,two"));
      assertThat(number(browser, "renewed.sessions.length")).isEqualTo(1);
      assertThat(number(browser, "renewed.asked")).isEqualTo(2);
      assertThat(number(browser, "late.asked")).isGreaterThanOrEqualTo(4);
      assertTurnedAway(browser);
    } finally {
      browser.quit();
    }
    assertThat(Files.readString(broker.output())).doesNotContain(Tokens.SECRET);
  }

  private static String got(ChromeDriver browser, String page) {
    return String.valueOf(
        browser.executeScript("return window.page?." + page + "?.got?.join(',') ?? ''"));
  }

  private static long number(ChromeDriver browser, String path) {
    return (Long) browser.executeScript("return window.page?." + path + " ?? -1");
  }
}

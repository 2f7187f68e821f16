package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the broker opens, keeps and closes sockets of pages. */
final class BrowserSocketIT {
  private static BrokerProcess broker;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "web.topics=open",
            "web.origins=https://friend.example",
            "web.ping-interval=1s",
            "web.sockets-per-address=5");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void awaitCounted(String series, int atLeast) {
    await().until(() -> Metrics.of(broker).value(series) >= atLeast);
  }

  @Test
  void shouldCloseAfterABrokenFrame() {
    for (String broken : List.of("{\"id\":1", "[]", "hello", "{} {}")) {
      try (CometSocket page = CometSocket.connect(broker)) {
        page.send(broken);
        assertThat(page.closeCode()).as(broken).isEqualTo(4200);
      }
    }
    try (CometSocket page = CometSocket.connect(broker)) {
      page.sendBinary(new byte[] {1});
      assertThat(page.closeCode()).isEqualTo(4200);
    }
    awaitCounted("comet_web_closed_total{code=\"4200\"}", 5);
  }

  @Test
  void shouldCloseAfterAFrameThatIsTooLarge() {
    try (CometSocket page = CometSocket.connect(broker)) {
      page.send("{\"x\":\"" + "y".repeat(600_000) + "\"}");
      assertThat(page.closeCode()).isEqualTo(1009);
    }
    awaitCounted("comet_web_closed_total{code=\"1009\"}", 1);
  }

  @Test
  void shouldRefuseCommandsBeforeConnect() {
    try (CometSocket page = CometSocket.open(broker)) {
      assertThat(page.refusal("'subscribe':{'sub':1,'topic':'open'}")).isEqualTo("NOT_CONNECTED");
      JsonNode answer = page.ask("'connect':{}").path("connect");
      assertThat(answer.path("broker").asText()).isEqualTo("broker-a");
      assertThat(answer.path("limits").path("body").asInt()).isEqualTo(256 << 10);
      assertThat(answer.path("rights").path("subscribe").get(0).asText()).isEqualTo("open");
      assertThat(page.refusal("'connect':{}")).isEqualTo("NOT_CONNECTED");
    }
    awaitCounted("comet_web_errors_total{code=\"NOT_CONNECTED\"}", 2);
  }

  @Test
  void shouldTakeSeveralCommandsInOneFrame() {
    try (CometSocket page = CometSocket.open(broker)) {
      page.send(
          "{'id':1,'connect':{}}\n{'id':2,'subscribe':{'sub':4,'topic':'open'}}\n{'ping':{}}");
      // beside what the broker asks each second
      await().until(() -> page.received().stream().filter(json -> !json.has("ping")).count() == 3);
      assertThat(page.received()).anyMatch(json -> json.has("pong"));
    }
  }

  @Test
  void shouldCloseWithoutConnect() {
    try (CometSocket page = CometSocket.open(broker)) {
      long start = System.nanoTime();
      // keeps it alive as far as silence goes
      await()
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                if (!page.isClosed()) {
                  page.send("{'pong':{}}");
                }
                return page.isClosed();
              });
      assertThat(page.closeCode()).isEqualTo(4002);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }
  }

  @Test
  void shouldAskWhetherThePageLivesAndCloseWhenItDoesNot() {
    try (CometSocket page = CometSocket.connect(broker)) {
      assertThat(page.closeCode()).isEqualTo(4001);
      assertThat(page.received()).anyMatch(json -> json.has("ping"));
    }
  }

  @Test
  void shouldLetInOnlyFriends() throws Exception {
    String own = "http://127.0.0.1:" + broker.port("web");
    CometSocket.open(broker, "Origin", own).close();
    CometSocket.open(broker, "Origin", "https://friend.example").close();
    assertThatThrownBy(() -> CometSocket.open(broker, "Origin", "https://foe.example"))
        .hasRootCauseMessage("Unexpected HTTP response status code 403");
    assertThatThrownBy(() -> CometSocket.open(broker, "Origin", "null"))
        .hasRootCauseMessage("Unexpected HTTP response status code 403");
    assertThat(Metrics.of(broker).value("comet_web_refused_total{reason=\"origin\"}"))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void shouldLimitTheSocketsOfOneAddress() {
    List<CometSocket> pages = new ArrayList<>();
    try {
      await()
          .until(
              () -> {
                pages.add(CometSocket.open(broker));
                return pages.size() > 5;
              });
      assertThat(pages.get(5).closeCode()).isEqualTo(4003);
      // event streams count as well
      await()
          .until(
              () -> {
                pages.add(CometSocket.open(broker));
                return streamStatus() == 429;
              });
      awaitCounted("comet_web_refused_total{reason=\"address\"}", 2);
      awaitCounted("comet_web_errors_total{code=\"TOO_MANY_SOCKETS\"}", 1);
    } finally {
      pages.forEach(CometSocket::close);
    }
  }

  private static int streamStatus() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + broker.port("web") + "/sse?topic=open");
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream events = answer.body()) {
      assertThat(events).isNotNull();
      return answer.statusCode();
    }
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The live page and the client module in a real browser, headless. */
final class BrowserPageIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** How long a tab is frozen; a minute shows more, and takes longer. */
  private static final Duration FROZEN =
      Duration.ofSeconds(Integer.getInteger("cometmq.frozen.seconds", 5));

  private static BrokerProcess broker;
  private static Clients clients;
  private static ChromeDriver browser;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "web.topics=[page-*:publish+subscribe, demo:publish+subscribe]",
            "web.origins=*");
    clients = new Clients(broker.namesrv());
    browser = Chromium.start(directory);
  }

  @AfterAll
  static void stop() {
    browser.quit();
    clients.close();
    broker.close();
  }

  private static void open(String pathAndQuery) {
    browser.get("http://127.0.0.1:" + broker.port("web") + pathAndQuery);
    await().atMost(LONG).until(() -> text("state").equals("open"));
  }

  private static String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  private static List<WebElement> rows() {
    return browser.findElements(By.cssSelector("#messages li"));
  }

  @Test
  void shouldShowWhatAStockClientSends() throws IOException {
    String topic = Wire.topic(broker, "page-live", 2);
    open("/?topic=" + topic);
    send(topic, "t1", 0, 3);
    await().atMost(LONG).until(() -> rows().size() == 3);
    assertThat(rows()).extracting(WebElement::getText).anyMatch(row -> row.contains("message 2"));
    // opens one by keyboard
    browser.findElement(By.tagName("body")).sendKeys("j");
    browser.switchTo().activeElement().sendKeys(Keys.ENTER);
    await()
        .atMost(LONG)
        .until(() -> !browser.findElements(By.cssSelector("#messages pre")).isEmpty());
    assertThat(browser.findElement(By.cssSelector("#messages pre")).getText())
        .contains("\"messageId\"")
        .contains("message");
    // filters
    browser.findElement(By.tagName("h1")).click();
    browser.findElement(By.tagName("body")).sendKeys("/");
    browser.switchTo().activeElement().sendKeys("t2", Keys.ENTER);
    browser.findElement(By.id("clear")).click();
    await().atMost(LONG).until(() -> rows().isEmpty());
    send(topic, "t1", 3, 5);
    send(topic, "t2", 5, 6);
    await().atMost(LONG).until(() -> rows().size() == 1);
    assertThat(rows().get(0).getText()).contains("message 5");
    assertNothingWentWrong();
  }

  @Test
  void shouldPublishWhatStockClientsRead() throws IOException {
    String topic = Wire.topic(broker, "page-form", 1);
    open("/?topic=" + topic);
    browser.findElement(By.tagName("body")).sendKeys("n");
    WebElement body = browser.switchTo().activeElement();
    body.clear();
    body.sendKeys("from the page");
    fill("toTopic", topic);
    fill("toTag", "hand");
    browser.findElement(By.cssSelector("#publish button")).click();
    await().atMost(LONG).until(() -> text("published").startsWith("stored in queue 0 at 0"));
    await().atMost(LONG).until(() -> rows().size() == 1);
    PeerPull pull = clients.pull(Client.V5);
    List<PeerMessage> got = pull.pull(pull.fetchQueues(topic).get(0), "hand", 0, 32).messages();
    assertThat(got).extracting(PeerMessage::text).containsExactly("from the page");
    fill("toTopic", "closed");
    browser.findElement(By.cssSelector("#publish button")).click();
    await().atMost(LONG).until(() -> text("published").contains("not open to browsers"));
  }

  @Test
  void shouldStopTheBrokersReadingWhilePaused() throws IOException {
    String topic = Wire.topic(broker, "page-pause", 1);
    open("/?topic=" + topic);
    browser.findElement(By.id("pause")).click();
    send(topic, "t", 0, 400);
    // 256 are the page's credit, and the page shows what it has been sent
    await().atMost(LONG).until(() -> text("lag").equals("144"));
    browser.findElement(By.id("pause")).click();
    await().atMost(LONG).until(() -> text("total").equals("400") && text("lag").equals("0"));
  }

  @Test
  void shouldGoOnInTwoTabsAfterAKillWithoutGapOrDouble() throws Exception {
    String topic = Wire.topic(broker, "page-kill", 4);
    String first = browser.getWindowHandle();
    listen(topic);
    String second = browser.switchTo().newWindow(WindowType.TAB).getWindowHandle();
    try {
      listen(topic);
      sendJson(topic, 0, 200);
      await().atMost(LONG).until(() -> gotIn(first).size() == 200 && gotIn(second).size() == 200);
      broker.kill();
      broker.restart();
      sendJson(topic, 200, 300);
      await().atMost(LONG).until(() -> gotIn(first).size() >= 300 && gotIn(second).size() >= 300);
      assertThat(gotIn(first)).hasSize(300).doesNotHaveDuplicates();
      assertThat(gotIn(second)).hasSize(300).doesNotHaveDuplicates();
    } finally {
      close(second, first);
    }
    browser.manage().logs().get(LogType.BROWSER);
  }

  @Test
  void shouldGoOnInATabThatWasFrozen() throws IOException {
    String topic = Wire.topic(broker, "page-frozen", 4);
    String first = browser.getWindowHandle();
    listen(topic);
    String second = browser.switchTo().newWindow(WindowType.TAB).getWindowHandle();
    try {
      listen(topic);
      sendJson(topic, 0, 50);
      await().atMost(LONG).until(() -> gotIn(first).size() == 50 && gotIn(second).size() == 50);
      // the page takes note itself: whoever looks at it later may have woken it by that
      browser.executeScript(
          "window.noted = []; for (const event of ['freeze', 'resume'])"
              + " document.addEventListener(event, () => noted.push(event + ' ' + got.length))");
      lifecycle("frozen");
      browser.switchTo().window(first);
      sendJson(topic, 50, 350);
      await().atMost(LONG).until(() -> got().size() == 350);
      await().pollDelay(FROZEN).atMost(FROZEN.plus(LONG)).until(() -> true);
      browser.switchTo().window(second);
      lifecycle("active");
      await().atMost(LONG).until(() -> got().size() >= 350);
      assertThat(browser.executeScript("return window.noted"))
          .as("what the frozen tab had")
          .isEqualTo(List.of("freeze 50", "resume 50"));
      assertThat(got()).hasSize(350).doesNotHaveDuplicates();
    } finally {
      close(second, first);
    }
    browser.manage().logs().get(LogType.BROWSER);
  }

  private static void listen(String topic) {
    open("/");
    browser.executeScript(
        "window.got = [];import('/client/comet.js').then(async ({ connect }) => {  const comet ="
            + " await connect('/ws', { maxPause: 500 });  for await (const m of"
            + " comet.subscribe(arguments[0], { from: 'earliest', credit: 16 }))   "
            + " window.got.push(m.json().n)})",
        topic);
  }

  private static List<Long> gotIn(String tab) {
    browser.switchTo().window(tab);
    return got();
  }

  private static void lifecycle(String state) {
    browser.executeCdpCommand("Page.setWebLifecycleState", Map.of("state", state));
  }

  private static void close(String tab, String other) {
    browser.switchTo().window(tab);
    browser.close();
    browser.switchTo().window(other);
  }

  @Test
  void shouldGoOnAfterAReload() throws IOException {
    String topic = Wire.topic(broker, "page-reload", 2);
    String script =
        "window.got = [];"
            + "import('/client/comet.js').then(async ({ connect }) => {"
            + "  const comet = await connect('/ws', { persist: 'it' });"
            + "  comet.subscribe(arguments[0],"
            + "      { from: 'earliest', onMessage: (m) => window.got.push(m.json().n) })"
            + "})";
    open("/");
    sendJson(topic, 0, 50);
    browser.executeScript(script, topic);
    await().atMost(LONG).until(() -> got().size() == 50);
    open("/");
    sendJson(topic, 50, 60);
    browser.executeScript(script, topic);
    await().atMost(LONG).until(() -> got().size() >= 10);
    assertThat(got()).allMatch(n -> n >= 50).hasSize(10);
  }

  @Test
  void shouldRunThePageOfTheReadme(@TempDir Path directory) throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String page = readme.substring(readme.indexOf("<!doctype html>"), readme.indexOf("</script>"));
    Path file = directory.resolve("page.html");
    String here = "127.0.0.1:" + broker.port("web");
    Files.writeString(file, page.replace("localhost:8080", here) + "</script>");
    browser.get(file.toUri().toString());
    await().atMost(LONG).until(() -> text("list").equals("{\"hello\":\"world\"}"));
    // publishes once more, and goes on after what it had
    browser.navigate().refresh();
    await().atMost(LONG).until(() -> text("list").equals("{\"hello\":\"world\"}"));
    clients.producer(Client.V5).send(PeerMessage.of("demo", "greeting", "{\"hello\":\"page\"}"));
    await()
        .atMost(LONG)
        .until(() -> text("list").equals("{\"hello\":\"world\"} {\"hello\":\"page\"}"));
  }

  @Test
  void shouldTellErrorsToThePage() {
    open("/");
    Object code =
        browser.executeAsyncScript(
            "const done = arguments[arguments.length - 1];import('/client/comet.js').then(async ({"
                + " connect }) => {  const comet = await connect('/ws');  const refused = await"
                + " comet.publish('closed', { body: 'x' }).catch((e) => e.code); "
                + " comet.subscribe('closed', { onError: (e) => done(refused + ' ' + e.code) })})");
    assertThat(code).isEqualTo("FORBIDDEN FORBIDDEN");
    Object token =
        browser.executeAsyncScript(
            "const done = arguments[arguments.length - 1];import('/client/comet.js').then(({"
                + " connect }) =>  connect('/ws', { token: () => 't' }).then((c) =>"
                + " done(c.info.user ?? 'nobody')))");
    // a broker without keys does not look at tokens
    assertThat(token).isEqualTo("nobody");
  }

  @Test
  void shouldLeaveASubscriptionAloneWhenAnotherTopicIsRefused() throws IOException {
    String topic = Wire.topic(broker, "page-beside-refused", 1);
    open("/");
    browser.executeScript(
        """
        window.got = []
        window.refused = ''
        import('/client/comet.js').then(async ({ connect }) => {
          const comet = await connect('/ws')
          comet.subscribe(arguments[0], { from: 'earliest', onMessage: (m) => window.got.push(m.json().n) })
          comet.subscribe('closed', { onError: (e) => (window.refused = e.code) })
        })
        """,
        topic);
    await()
        .atMost(LONG)
        .until(() -> "FORBIDDEN".equals(browser.executeScript("return window.refused")));
    sendJson(topic, 0, 5);
    await().atMost(LONG).until(() -> got().size() == 5);
    assertThat(got()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void shouldServeAPageOfAnotherOriginThatIsAllowed() throws IOException {
    String topic = Wire.topic(broker, "page-other-origin", 1);
    // another host name is another origin; modules and sockets come from 127.0.0.1
    browser.get("http://localhost:" + broker.port("web") + "/health/live");
    browser.executeScript(
        """
        const [topic, host] = arguments
        window.got = []
        import(`http://${host}/client/comet.js`).then(async ({ connect }) => {
          const comet = await connect(`ws://${host}/ws`)
          comet.subscribe(topic, { from: 'earliest', onMessage: (m) => window.got.push(m.json().n) })
        })
        """,
        topic,
        "127.0.0.1:" + broker.port("web"));
    sendJson(topic, 0, 3);
    await().atMost(LONG).until(() -> got().size() == 3);
    assertThat(browser.executeScript("return location.origin"))
        .isEqualTo("http://localhost:" + broker.port("web"));
  }

  @Test
  void shouldBringThePageTheAnswerOfAStockConsumer() throws IOException {
    String topic = Wire.topic(broker, "page-question", 1);
    ConsumerSpec spec = ConsumerSpec.of("page-answering", broker.namesrv(), topic);
    try (PeerProducer answering = Client.V5.peer().producer("page-answers", broker.namesrv());
        PeerConsumer consumer =
            Client.V5
                .peer()
                .pushConsumer(
                    spec,
                    question -> {
                      answering.reply(question, "re: " + question.text());
                      return true;
                    })) {
      await().atMost(LONG).until(() -> !consumer.assigned().isEmpty());
      open("/");
      Object answer =
          browser.executeAsyncScript(
              """
              const [topic, done] = arguments
              import('/client/comet.js').then(async ({ connect }) => {
                const comet = await connect('/ws')
                const reply = await comet.request(topic, 'who is there?', { timeout: 15000 })
                done(reply.body)
              })
              """,
              topic);
      assertThat(answer).isEqualTo("re: who is there?");
    }
  }

  @SuppressWarnings("unchecked") // the script returns a list of whole numbers
  private static List<Long> got() {
    return (List<Long>) Objects.requireNonNull(browser.executeScript("return window.got"));
  }

  private static void fill(String id, String value) {
    WebElement field = browser.findElement(By.id(id));
    field.clear();
    field.sendKeys(value);
  }

  private static void assertNothingWentWrong() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> entry.getLevel().equals(Level.SEVERE))
        .isEmpty();
  }

  private static void send(String topic, String tag, int from, int to) {
    for (int i = from; i < to; i++) {
      clients.producer(Client.V5).send(PeerMessage.of(topic, tag, "message " + i));
    }
  }

  private static void sendJson(String topic, int from, int to) {
    for (int i = from; i < to; i++) {
      clients.producer(Client.V5).send(PeerMessage.of(topic, null, "{\"n\":" + i + "}"));
    }
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.RocketMqProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** Pages of one broker that are also given what is on the others, one of which is killed. */
final class BrowserClusterIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int QUEUES = 2;

  private static BrokerProcess namesrv;
  private static BrokerProcess near;
  private static BrokerProcess far;
  private static PeerProducer producer;
  private static Path home;
  private static boolean farIsDown;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    home = directory;
    namesrv =
        BrokerProcess.start(Files.createDirectory(directory.resolve("namesrv")), "roles=namesrv");
    near = broker("broker-a", namesrv.namesrv());
    far = broker("broker-b", namesrv.namesrv());
    producer = Client.V5.peer().producer("cluster-senders", namesrv.namesrv());
  }

  @AfterAll
  static void stop() {
    producer.close();
    far.close();
    near.close();
    namesrv.close();
  }

  private static BrokerProcess broker(String name, String namesrvs) throws IOException {
    return BrokerProcess.start(
        Files.createDirectory(home.resolve(name)),
        "roles=broker",
        "broker.name=" + name,
        "broker.namesrv=" + namesrvs,
        "broker.auto-create-topics=false",
        "web.topics=open-*:publish+subscribe",
        "web.origins=*",
        "web.route-refresh=1s");
  }

  private static void killFar() throws InterruptedException {
    farIsDown = true;
    far.kill();
  }

  private static void restartFar() throws IOException {
    far.restart();
    farIsDown = false;
  }

  /** A test that failed must not fail the others. */
  @AfterEach
  void restart() throws IOException {
    if (farIsDown) {
      restartFar();
    }
  }

  /** Makes a topic on both brokers and waits until senders know it. */
  private static void topic(String name) {
    try (PeerAdmin admin = Client.V5.peer().admin(namesrv.namesrv())) {
      admin.run("updateTopic", "-c", "DefaultCluster", "-t", name, "-r", "2", "-w", "2");
    }
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> producer.fetchQueues(name).size() == 2 * QUEUES);
  }

  private static List<String> send(String topic, int from, int to) {
    List<String> sent = new ArrayList<>();
    for (int i = from; i < to; i++) {
      PeerMessage message =
          PeerMessage.of(topic, i % 2 == 0 ? "even" : "odd", "{\"n\":" + i + "}")
              .withProperty("n", Integer.toString(i));
      // a producer takes a moment to see that a broker is gone
      await()
          .atMost(LONG)
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptions()
          .until(() -> producer.send(message).queueOffset() >= 0);
      sent.add("{\"n\":" + i + "}");
    }
    return sent;
  }

  /** The names of the brokers that messages are of, and that each queue is whole and in order. */
  private static void assertWhole(List<JsonNode> messages) {
    Map<String, List<Long>> byQueue =
        messages.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.path("broker").asText() + each.path("queue").asInt(),
                    Collectors.mapping(each -> each.path("offset").asLong(), Collectors.toList())));
    assertThat(byQueue).hasSize(2 * QUEUES);
    byQueue.forEach(
        (queue, offsets) -> {
          for (int i = 1; i < offsets.size(); i++) {
            assertThat(offsets.get(i)).as(queue + " " + offsets).isEqualTo(offsets.get(i - 1) + 1);
          }
        });
  }

  private static List<String> missing(CometSocket page, int sub) {
    List<JsonNode> pushes = page.pushes("brokers", sub);
    List<String> names = new ArrayList<>();
    pushes.get(pushes.size() - 1).path("missing").forEach(name -> names.add(name.asText()));
    return names;
  }

  @Test
  void shouldGoOnWithoutTheOtherBrokerAndTakeItUpAgainWhereItWas() throws Exception {
    topic("open-kill");
    List<String> sent = new ArrayList<>(send("open-kill", 0, 100));
    try (CometSocket page = CometSocket.connect(near)) {
      JsonNode opened = page.subscribe(1, "open-kill", ",'from':'earliest','credit':1000");
      assertThat(opened.path("lag").asInt()).isEqualTo(100);
      assertThat(opened.has("missing")).isFalse();
      page.awaitBodies(1, 100);
      killFar();
      await().atMost(LONG).until(() -> !page.pushes("brokers", 1).isEmpty());
      assertThat(missing(page, 1)).containsExactly("broker-b");
      assertThat(Metrics.of(near).value("comet_web_subscriptions_incomplete")).isEqualTo(1);
      assertThat(Metrics.of(near).value("comet_web_remote_failures_total")).isPositive();
      sent.addAll(send("open-kill", 100, 150));
      page.awaitBodies(1, 150);
      restartFar();
      await().atMost(LONG).until(() -> missing(page, 1).isEmpty());
      // until both are used again
      await()
          .atMost(LONG)
          .pollInSameThread()
          .until(
              () -> {
                int from = sent.size();
                sent.addAll(send("open-kill", from, from + 10));
                page.awaitBodies(1, sent.size());
                return page.messages(1).subList(from, from + 10).stream()
                    .anyMatch(each -> each.path("broker").asText().equals("broker-b"));
              });
      assertThat(page.bodies(1)).containsExactlyInAnyOrderElementsOf(sent);
      assertWhole(page.messages(1));
      assertThat(Metrics.of(near).value("comet_web_subscriptions_incomplete")).isZero();
    }
  }

  @Test
  void shouldGoOnAtTheOtherBroker() throws Exception {
    topic("open-move");
    List<String> sent = send("open-move", 0, 200);
    List<JsonNode> got = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    String cursor = null;
    // to and fro, with a rest in both brokers each time
    for (BrokerProcess broker : List.of(near, far, near)) {
      try (CometSocket page = CometSocket.connect(broker)) {
        String from = cursor == null ? "'earliest'" : "{'cursor':'" + cursor + "'}";
        JsonNode opened = page.subscribe(1, "open-move", ",'credit':60,'from':" + from);
        assertThat(opened.path("recovered").asBoolean()).as(opened.toString()).isTrue();
        assertThat(opened.path("lag").asInt()).isEqualTo(200 - got.size());
        bodies.addAll(page.awaitBodies(1, 60));
        got.addAll(page.messages(1));
        cursor = page.lastCursor(1);
      }
    }
    assertThat(bodies).hasSize(180).doesNotHaveDuplicates();
    try (CometSocket page = CometSocket.connect(far)) {
      page.subscribe(1, "open-move", ",'from':{'cursor':'" + cursor + "'}");
      bodies.addAll(page.awaitBodies(1, 20));
    }
    assertThat(bodies).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void shouldReadNothingElsewhereWithoutCredit() throws Exception {
    topic("open-credit");
    send("open-credit", 0, 100);
    double readsBefore = Metrics.of(near).value("comet_web_remote_reads_total");
    double messagesBefore = Metrics.of(near).value("comet_web_remote_messages_total");
    try (CometSocket page = CometSocket.connect(near)) {
      page.subscribe(1, "open-credit", ",'from':'earliest','credit':0");
      await().atMost(LONG).until(() -> !page.pushes("lag", 1).isEmpty());
      send("open-credit", 100, 120);
      await()
          .atMost(LONG)
          .until(
              () ->
                  page.pushes("lag", 1).stream()
                      .anyMatch(lag -> lag.path("messages").asInt() == 120));
      assertThat(Metrics.of(near).value("comet_web_remote_reads_total")).isEqualTo(readsBefore);
      page.send("{'credit':{'sub':1,'add':30}}");
      page.awaitBodies(1, 30);
      // both have their turn, however small the credit is
      for (int i = 31; i <= 50; i++) {
        page.send("{'credit':{'sub':1,'add':1}}");
        page.awaitBodies(1, i);
      }
      List<JsonNode> last = page.messages(1).subList(30, 50);
      assertThat(last).anyMatch(each -> each.has("broker")).anyMatch(each -> !each.has("broker"));
      double read = Metrics.of(near).value("comet_web_remote_messages_total") - messagesBefore;
      assertThat(read).as("no more than a few reads ahead of 50").isBetween(1.0, 400.0);
      page.send("{'credit':{'sub':1,'add':70}}");
      page.awaitBodies(1, 120);
      assertWhole(page.messages(1));
    }
  }

  @Test
  void shouldTakeUpABrokerThatWasDownAtTheStart() throws Exception {
    topic("open-down");
    List<String> sent = new ArrayList<>(send("open-down", 0, 40));
    String before;
    try (CometSocket page = CometSocket.connect(near)) {
      page.subscribe(1, "open-down", ",'from':'earliest','credit':25");
      page.awaitBodies(1, 25);
      before = page.lastCursor(1);
    }
    killFar();
    try (CometSocket page = CometSocket.connect(near)) {
      JsonNode resumed =
          page.subscribe(3, "open-down", ",'credit':200,'from':{'cursor':'" + before + "'}");
      assertThat(resumed.path("missing")).as(resumed.toString()).hasSize(1);
      assertThat(resumed.path("missing").get(0).asText()).isEqualTo("broker-b");
      page.subscribe(1, "open-down", ",'from':'earliest','credit':200");
      page.subscribe(2, "open-down", ",'from':'latest','credit':200");
      page.awaitBodies(1, 20);
      String early = page.lastCursor(1);
      try (CometSocket second = CometSocket.connect(near)) {
        second.subscribe(1, "open-down", ",'credit':200,'from':{'cursor':'" + early + "'}");
        restartFar();
        page.awaitBodies(1, 40);
        // what a cursor says of a broker that was not reached is honoured, too
        second.awaitBodies(1, 20);
        sent.addAll(send("open-down", 40, 50));
        page.awaitBodies(1, 50);
        second.awaitBodies(1, 30);
        page.awaitBodies(2, 10);
        page.awaitBodies(3, 25);
        assertThat(page.bodies(3)).hasSize(25).doesNotHaveDuplicates();
        assertThat(page.bodies(1)).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(second.bodies(1)).hasSize(30).doesNotHaveDuplicates();
        assertThat(page.bodies(2)).containsExactlyInAnyOrderElementsOf(sent.subList(40, 50));
      }
    }
  }

  @Test
  void shouldNotWaitLongForABrokerThatHangs() throws Exception {
    topic("open-hang");
    List<String> sent = new ArrayList<>(send("open-hang", 0, 40));
    signal("STOP");
    try (CometSocket page = CometSocket.connect(near)) {
      JsonNode opened = page.subscribe(1, "open-hang", ",'from':'earliest','credit':200");
      assertThat(opened.path("missing")).as(opened.toString()).hasSize(1);
      page.awaitBodies(1, 20);
      String cursor = page.lastCursor(1);
      page.subscribe(2, "open-hang", ",'credit':200,'from':{'cursor':'" + cursor + "'}");
      signal("CONT");
      page.awaitBodies(1, 40);
      page.awaitBodies(2, 20);
      await().atMost(LONG).until(() -> missing(page, 1).isEmpty());
      assertThat(page.bodies(1)).containsExactlyInAnyOrderElementsOf(sent);
      // the cursor says of what is missing from where on it is wanted
      assertThat(page.bodies(2))
          .hasSize(20)
          .doesNotContainAnyElementsOf(page.bodies(1).subList(0, 20));
    } finally {
      signal("CONT");
    }
  }

  private static void signal(String name) throws Exception {
    String[] command = {"kill", "-" + name, Long.toString(far.pid())};
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  @Test
  void shouldFilterWhereTheMessagesAre() throws Exception {
    topic("open-filter");
    send("open-filter", 0, 40);
    try (CometSocket page = CometSocket.connect(near)) {
      page.subscribe(1, "open-filter", ",'from':'earliest','filter':{'tag':'odd || none'}");
      page.subscribe(2, "open-filter", ",'from':'earliest','filter':{'sql':'n >= 30'}");
      page.subscribe(3, "open-filter", ",'from':{'time':1},'filter':{'tag':'none'}");
      page.awaitBodies(1, 20);
      page.awaitBodies(2, 10);
      send("open-filter", 40, 50);
      page.awaitBodies(1, 25);
      page.awaitBodies(2, 20);
      assertThat(page.bodies(1)).hasSize(25).doesNotHaveDuplicates();
      assertThat(page.bodies(2)).hasSize(20).doesNotHaveDuplicates();
      assertThat(page.messages(1)).allMatch(each -> each.path("tag").asText().equals("odd"));
      assertThat(page.messages(3)).isEmpty();
    }
  }

  @Test
  void shouldPublishWhereTheTopicIs() throws Exception {
    Wire.topicAt(far, namesrv, "open-far", 1);
    try (CometSocket page = CometSocket.connect(near)) {
      page.subscribe(1, "open-far", ",'from':'latest'");
      JsonNode stored =
          page.ask(
              "'publish':{'topic':'open-far','tag':'t','keys':['k'],'order':'o',"
                  + "'properties':{'p':'v'},'body':'there'}");
      assertThat(stored.path("publish").path("offset").asInt(-1)).as(stored.toString()).isZero();
      assertThat(page.awaitBodies(1, 1)).containsExactly("there");
      JsonNode got = page.messages(1).get(0);
      assertThat(got.path("messageId")).isEqualTo(stored.path("publish").path("messageId"));
      assertThat(got.path("properties").path("p").asText()).isEqualTo("v");
      assertThat(got.path("tag").asText()).isEqualTo("t");
      assertThat(got.path("keys").get(0).asText()).isEqualTo("k");
      assertThat(page.refusal("'publish':{'topic':'open-nowhere','body':'x'}"))
          .isEqualTo("NO_TOPIC");
    }
  }

  @Test
  void shouldTakeUpABrokerThatJoinsLater() throws Exception {
    topic("open-join");
    try (CometSocket page = CometSocket.connect(near)) {
      page.subscribe(1, "open-join", ",'from':'latest'");
      send("open-join", 0, 8);
      page.awaitBodies(1, 8);
      try (BrokerProcess third = broker("broker-c", namesrv.namesrv())) {
        Wire.topicAt(third, namesrv, "open-join", 1);
        await().atMost(LONG).until(() -> producer.fetchQueues("open-join").size() >= 4);
        try (RawConnection wire = new RawConnection(third.port("broker"))) {
          assertThat(
                  wire.call(
                          Wire.SEND,
                          Wire.send("open-join"),
                          "third".getBytes(StandardCharsets.UTF_8))
                      .code())
              .isZero();
        }
        assertThat(page.awaitBodies(1, 9)).contains("third");
      }
    }
  }

  @Test
  void shouldStreamEventsOfBoth() throws Exception {
    topic("open-events");
    List<String> sent = send("open-events", 0, 20);
    URI uri =
        URI.create("http://127.0.0.1:" + near.port("web") + "/sse?topic=open-events&from=earliest");
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<Stream<String>> response =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
    List<String> data = new ArrayList<>();
    try (Stream<String> lines = response.body()) {
      Iterator<String> each = lines.iterator();
      while (data.size() < sent.size()) {
        String line = each.next();
        if (line.startsWith("data: ")) {
          data.add(line);
        }
      }
    }
    assertThat(data).hasSize(20).doesNotHaveDuplicates();
    assertThat(data).anyMatch(line -> line.contains("\"broker\":\"broker-b\""));
  }

  @Test
  void shouldShowARealPageWhatComesOfBoth(@TempDir Path directory) throws Exception {
    topic("open-page");
    ChromeDriver browser = Chromium.start(directory);
    try {
      browser.get("http://127.0.0.1:" + near.port("web") + "/");
      browser.executeScript(
          """
          window.got = []
          window.missing = null
          import('/client/comet.js').then(async ({ connect }) => {
            const comet = await connect('/ws')
            const options = { from: 'earliest', credit: 16, onMissing: (names) => (window.missing = names) }
            for await (const m of comet.subscribe('open-page', options)) window.got.push(m.json().n)
          })
          """);
      send("open-page", 0, 100);
      await().atMost(LONG).until(() -> got(browser).size() == 100);
      killFar();
      await().atMost(LONG).until(() -> "broker-b".equals(missing(browser)));
      send("open-page", 100, 120);
      await().atMost(LONG).until(() -> got(browser).size() == 120);
      restartFar();
      await().atMost(LONG).until(() -> "".equals(missing(browser)));
      send("open-page", 120, 160);
      await().atMost(LONG).until(() -> got(browser).size() >= 160);
      assertThat(got(browser)).hasSize(160).doesNotHaveDuplicates();
    } finally {
      browser.quit();
    }
  }

  private static String missing(ChromeDriver browser) {
    return String.valueOf(browser.executeScript("return String(window.missing)"));
  }

  @SuppressWarnings("unchecked") // the script returns a list of whole numbers
  private static List<Long> got(ChromeDriver browser) {
    return (List<Long>) Objects.requireNonNull(browser.executeScript("return window.got"));
  }

  @Test
  void shouldReadAnApacheBroker(@TempDir Path directory) throws Exception {
    try (RocketMqProcess apache = RocketMqProcess.start(directory);
        BrokerProcess mixed = broker("broker-mixed", apache.namesrv());
        PeerAdmin admin = Client.V5.peer().admin(apache.namesrv());
        PeerProducer sender = Client.V5.peer().producer("mixed-senders", apache.namesrv())) {
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(
              () -> {
                admin.run(
                    "updateTopic", "-c", "Official", "-t", "open-mixed", "-r", "2", "-w", "2");
                return !sender.fetchQueues("open-mixed").isEmpty();
              });
      try (CometSocket page = CometSocket.connect(mixed)) {
        page.subscribe(1, "open-mixed", ",'from':'earliest','credit':500");
        for (int i = 0; i < 50; i++) {
          sender.send(PeerMessage.of("open-mixed", "t", "apache " + i));
        }
        assertThat(page.awaitBodies(1, 50)).doesNotHaveDuplicates().hasSize(50);
        assertThat(page.messages(1))
            .allMatch(each -> each.path("broker").asText().equals("broker-a"));
        String cursor = page.messages(1).get(9).path("cursor").asText();
        page.subscribe(2, "open-mixed", ",'credit':500,'from':{'cursor':'" + cursor + "'}");
        page.awaitBodies(2, 40);
        assertThat(page.bodies(2))
            .containsExactlyInAnyOrderElementsOf(page.bodies(1).subList(10, 50));
      }
    }
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.web.feed.Cursor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages receive what stock clients send. */
final class BrowserSubscribeIT {
  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "web.topics=[open-*:publish+subscribe, read-only, write-only:publish]",
            "web.credit=100000");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void shouldFollowTheTopicFromItsEnd() throws IOException {
    String topic = Wire.topic(broker, "open-latest", 4);
    send(topic, 0, 5);
    awaitStored(topic, 5);
    try (CometSocket page = CometSocket.connect(broker)) {
      JsonNode opened = page.subscribe(7, topic, "");
      assertThat(opened.path("recovered").asBoolean()).isTrue();
      assertThat(opened.path("lag").asLong()).isZero();
      List<String> sent = send(topic, 5, 25);
      assertThat(page.awaitBodies(7, 20)).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void shouldReadTheTopicFromItsStart() throws IOException {
    String topic = Wire.topic(broker, "open-earliest", 4);
    List<String> sent = send(topic, 0, 300);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest','credit':1024");
      assertThat(page.awaitBodies(1, 300)).containsExactlyInAnyOrderElementsOf(sent);
      assertOrderWithinQueues(page.messages(1));
    }
  }

  @Test
  void shouldReadFromATime() throws IOException {
    String topic = Wire.topic(broker, "open-time", 2);
    send(topic, 0, 10);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest'");
      page.awaitBodies(1, 10);
      long last =
          page.messages(1).stream().mapToLong(json -> json.path("time").asLong()).max().orElse(0);
      await().until(() -> System.currentTimeMillis() > last + 5);
      List<String> later = send(topic, 10, 20);
      page.subscribe(2, topic, ",'from':{'time':" + (last + 1) + "}");
      assertThat(page.awaitBodies(2, 10)).containsExactlyInAnyOrderElementsOf(later);
    }
  }

  @Test
  void shouldGoOnFromACursor() throws IOException {
    String topic = Wire.topic(broker, "open-cursor", 3);
    List<String> sent = send(topic, 0, 100);
    String cursor;
    List<String> first;
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest','credit':37");
      first = page.awaitBodies(1, 37);
      cursor = page.lastCursor(1);
    }
    try (CometSocket page = CometSocket.connect(broker)) {
      JsonNode opened = page.subscribe(1, topic, ",'from':{'cursor':'" + cursor + "'}");
      assertThat(opened.path("recovered").asBoolean()).isTrue();
      List<String> all = new ArrayList<>(first);
      all.addAll(page.awaitBodies(1, 63));
      assertThat(all).hasSize(100).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void shouldSayWhyACursorIsNotHonoured() throws IOException {
    String topic = Wire.topic(broker, "open-foreign-cursor", 1);
    List<String> sent = send(topic, 0, 3);
    try (CometSocket page = CometSocket.connect(broker)) {
      String foreign = new Cursor(1, "broker-a", 0, new long[] {2}).text();
      JsonNode opened = page.subscribe(1, topic, ",'from':{'cursor':'" + foreign + "'}");
      assertThat(opened.path("recovered").asBoolean()).isFalse();
      assertThat(opened.path("reason").asText()).isEqualTo("new-store");
      assertThat(page.awaitBodies(1, 3)).isEqualTo(sent);
      assertThat(
              page.refusal("'subscribe':{'sub':2,'topic':'" + topic + "','from':{'cursor':'x'}}"))
          .isEqualTo("BAD_CURSOR");
    }
  }

  @Test
  void shouldGoOnWithTheNextMessageWhenTheStoreLostItsNewest() throws IOException {
    String topic = Wire.topic(broker, "open-truncated-cursor", 1);
    send(topic, 0, 3);
    try (CometSocket page = CometSocket.connect(broker)) {
      // as after a power loss: the page has seen more than there is now
      String opened = page.subscribe(1, topic, "").path("cursor").asText();
      Cursor real = Cursor.parse(opened);
      String ahead =
          new Cursor(real.epoch(), real.broker(), real.logEnd(), new long[] {100}).text();
      JsonNode resumed = page.subscribe(2, topic, ",'from':{'cursor':'" + ahead + "'}");
      assertThat(resumed.path("recovered").asBoolean()).isFalse();
      assertThat(resumed.path("reason").asText()).isEqualTo("truncated");
      List<String> sent = send(topic, 3, 5);
      assertThat(page.awaitBodies(2, 2)).isEqualTo(sent);
    }
  }

  @Test
  void shouldGoOnWithATopicThatIsMadeAnew() throws IOException {
    String topic = Wire.topic(broker, "open-made-anew", 2);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, "");
      List<String> before = send(topic, 0, 10);
      page.awaitBodies(1, 10);
      clients.admin(Client.V5).run("deleteTopic", "-c", "DefaultCluster", "-t", topic);
      Wire.topic(broker, topic, 2);
      List<String> after = send(topic, 10, 20);
      List<String> got = page.awaitBodies(1, 20);
      assertThat(got.subList(0, 10)).containsExactlyInAnyOrderElementsOf(before);
      assertThat(got.subList(10, 20)).containsExactlyInAnyOrderElementsOf(after);
      assertThat(page.messages(1).subList(10, 20))
          .extracting(json -> json.path("offset").asLong())
          .allMatch(offset -> offset < 10);
    }
  }

  @Test
  void shouldBeginAnewWithTheCursorOfATopicThatWasMadeAnew() throws IOException {
    String topic = Wire.topic(broker, "open-cursor-anew", 2);
    send(topic, 0, 20);
    String cursor;
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest'");
      page.awaitBodies(1, 20);
      cursor = page.lastCursor(1);
    }
    clients.admin(Client.V5).run("deleteTopic", "-c", "DefaultCluster", "-t", topic);
    Wire.topic(broker, topic, 2);
    // fewer messages than the page has seen of the old one, then more
    List<String> anew = new ArrayList<>();
    for (int count : new int[] {4, 60}) {
      anew.addAll(send(topic, 100 + anew.size(), 100 + count));
      awaitStored(topic, count);
      try (CometSocket page = CometSocket.connect(broker)) {
        JsonNode opened = page.subscribe(1, topic, ",'from':{'cursor':'" + cursor + "'}");
        assertThat(opened.path("recovered").asBoolean()).isFalse();
        assertThat(opened.path("reason").asText()).isEqualTo("recreated");
        assertThat(page.awaitBodies(1, count)).containsExactlyInAnyOrderElementsOf(anew);
      }
    }
  }

  @Test
  void shouldReadWhatIsNotInMemoryAnyMoreBesideTheTail() throws IOException {
    String topic = Wire.topic(broker, "open-cold", 2);
    List<String> sent = new ArrayList<>(send(topic, 0, 100));
    // more than the broker takes to be in memory lies between these and the end of the log
    fillTheLog(Wire.topic(broker, "filler", 1), 272 << 20);
    try (CometSocket tail = CometSocket.connect(broker);
        CometSocket old = CometSocket.connect(broker)) {
      tail.subscribe(1, topic, "");
      old.subscribe(1, topic, ",'from':'earliest','credit':30");
      List<String> more = send(topic, 100, 120);
      assertThat(tail.awaitBodies(1, 20)).containsExactlyInAnyOrderElementsOf(more);
      sent.addAll(more);
      assertThat(old.awaitBodies(1, 30)).hasSize(30);
      old.send("{'credit':{'sub':1,'add':1000}}");
      assertThat(old.awaitBodies(1, 120)).containsExactlyInAnyOrderElementsOf(sent);
      assertOrderWithinQueues(old.messages(1));
    }
  }

  private static void fillTheLog(String topic, int bytes) throws IOException {
    byte[] body = new byte[256 << 10];
    String fields =
        Wire.send(topic).entrySet().stream()
            .map(field -> '"' + field.getKey() + "\":\"" + field.getValue() + '"')
            .collect(Collectors.joining(","));
    try (LeanConnection filling = new LeanConnection(broker.port("broker"))) {
      for (int left = bytes; left > 0; left -= body.length) {
        filling.add(Wire.SEND, fields, body);
        filling.flush();
        filling.read();
        assertThat(filling.number("code")).isZero();
      }
    }
  }

  @Test
  void shouldFilterByTag() throws IOException {
    String topic = Wire.topic(broker, "open-tags", 2);
    send(topic, 0, 40);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest','filter':{'tag':'t1 || t3'}");
      List<JsonNode> got = awaitMessages(page, 1, 20);
      assertThat(got).allMatch(json -> List.of("t1", "t3").contains(json.path("tag").asText()));
    }
  }

  @Test
  void shouldFilterBySql() throws IOException {
    String topic = Wire.topic(broker, "open-sql", 2);
    send(topic, 0, 40);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(
          1, topic, ",'from':'earliest','filter':{'sql':'number >= 30 AND number < 35'}");
      List<JsonNode> got = awaitMessages(page, 1, 5);
      assertThat(got)
          .extracting(json -> json.path("properties").path("number").asText())
          .containsExactlyInAnyOrder("30", "31", "32", "33", "34");
      JsonNode wrong =
          page.ask("'subscribe':{'sub':2,'topic':'" + topic + "','filter':{'sql':'number >'}}");
      assertThat(wrong.path("error").path("code").asText()).isEqualTo("BAD_FILTER");
      assertThat(wrong.path("error").path("message").asText()).contains("position");
    }
  }

  @Test
  void shouldStopWithoutCreditAndGoOnWithIt() throws IOException {
    String topic = Wire.topic(broker, "open-credit", 2);
    List<String> sent = send(topic, 0, 50);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest','credit':0");
      // says that it is behind, and sends nothing
      await().until(() -> !page.pushes("lag", 1).isEmpty());
      assertThat(page.pushes("lag", 1).get(0).path("messages").asInt()).isEqualTo(50);
      assertThat(page.messages(1)).isEmpty();
      page.send("{'credit':{'sub':1,'add':10}}");
      page.awaitBodies(1, 10);
      await().until(() -> lastLag(page) == 40);
      assertThat(page.messages(1)).hasSize(10);
      page.send("{'credit':{'sub':1,'add':1000}}");
      assertThat(page.awaitBodies(1, 50)).containsExactlyInAnyOrderElementsOf(sent);
      await().until(() -> lastLag(page) == 0);
    }
  }

  @Test
  void shouldLoseNothingWhenThePageDoesNotRead() throws IOException {
    String topic = Wire.topic(broker, "open-slow", 1);
    String padding = "x".repeat(8_000);
    try (CometSocket page = CometSocket.connect(broker);
        CometSocket other = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'credit':100000");
      other.subscribe(1, topic, ",'credit':100000");
      page.stopReading();
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        sent.add(i + padding);
        clients.producer(Client.V5).sendOneway(PeerMessage.of(topic, null, i + padding));
      }
      // a page that reads is not held up by one that does not
      assertThat(other.awaitBodies(1, 3_000)).isEqualTo(sent);
      assertThat(page.messages(1).size()).isLessThan(3_000);
      page.readOn();
      assertThat(page.awaitBodies(1, 3_000)).isEqualTo(sent);
    }
  }

  @Test
  void shouldCountWhatPagesRead() throws Exception {
    String topic = Wire.topic(broker, "open-counted", 2);
    send(topic, 0, 50);
    Metrics before = Metrics.of(broker);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest','credit':20");
      page.awaitBodies(1, 20);
      await()
          .untilAsserted(
              () -> {
                Metrics now = Metrics.of(broker);
                assertThat(now.value("comet_web_subscriptions")).isPositive();
                assertThat(now.value("comet_web_subscriptions_lagging")).isPositive();
                String deliveries = "comet_web_deliveries_total";
                assertThat(now.value(deliveries))
                    .isGreaterThanOrEqualTo(before.value(deliveries) + 20);
                String bytes = "comet_web_delivered_bytes_total";
                assertThat(now.value(bytes)).isGreaterThan(before.value(bytes) + 20 * 100);
              });
    }
    await().until(() -> Metrics.of(broker).value("comet_web_subscriptions_lagging") == 0);
  }

  @Test
  void shouldTellWhereItIsWhenTheFilterLetsNothingThrough() throws IOException {
    String topic = Wire.topic(broker, "open-silent", 2);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'filter':{'tag':'rare'}");
      send(topic, 0, 30);
      await().atMost(Duration.ofSeconds(30)).until(() -> lagAtLastCursor(page, topic) == 0);
      assertThat(page.messages(1)).isEmpty();
    }
  }

  /** Messages behind the cursor that was pushed last; -1 without one. */
  private static long lagAtLastCursor(CometSocket page, String topic) {
    List<JsonNode> pushed = page.pushes("cursor", 1);
    if (pushed.isEmpty()) {
      return -1;
    }
    String cursor = pushed.get(pushed.size() - 1).path("cursor").asText();
    try (CometSocket other = CometSocket.connect(broker)) {
      JsonNode opened = other.subscribe(1, topic, ",'from':{'cursor':'" + cursor + "'}");
      assertThat(opened.path("recovered").asBoolean()).isTrue();
      return opened.path("lag").asLong();
    }
  }

  @Test
  void shouldRefuseOneTopicAndLeaveTheOtherAlone() throws IOException {
    String topic = Wire.topic(broker, "open-other", 1);
    Wire.topic(broker, "closed", 1);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, "");
      for (String closed :
          List.of(
              "closed", "write-only", "%RETRY%g", "SCHEDULE_TOPIC_XXXX", "rmq_sys_wheel_timer")) {
        assertThat(page.refusal("'subscribe':{'sub':2,'topic':'" + closed + "'}"))
            .as(closed)
            .isEqualTo("FORBIDDEN");
      }
      assertThat(page.refusal("'subscribe':{'sub':1,'topic':'" + topic + "'}"))
          .isEqualTo("SUB_IN_USE");
      assertThat(page.refusal("'subscribe':{'sub':3,'topic':'" + topic + "','group':'g'}"))
          .isEqualTo("FORBIDDEN");
      assertThat(page.refusal("'dance':{}")).isEqualTo("UNKNOWN_COMMAND");
      assertThat(page.awaitBodies(1, 0)).isEmpty();
      List<String> sent = send(topic, 0, 3);
      assertThat(page.awaitBodies(1, 3)).isEqualTo(sent);
    }
  }

  @Test
  void shouldWaitForATopicThatIsNotThereYet() {
    String topic = "open-not-yet";
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, "");
      List<String> sent = send(topic, 0, 5);
      assertThat(page.awaitBodies(1, 5)).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void shouldGiveOneMessageToManyPages() throws IOException {
    String topic = Wire.topic(broker, "open-many", 2);
    List<CometSocket> pages = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        CometSocket page = CometSocket.connect(broker);
        page.subscribe(i % 3, topic, "");
        pages.add(page);
      }
      List<String> sent = send(topic, 0, 20);
      for (int i = 0; i < 100; i++) {
        assertThat(pages.get(i).awaitBodies(i % 3, 20)).containsExactlyInAnyOrderElementsOf(sent);
      }
    } finally {
      pages.forEach(CometSocket::close);
    }
  }

  @Test
  void shouldUnpackBodiesAndKeepBytes() throws IOException {
    String topic = Wire.topic(broker, "open-bodies", 1);
    String large = "compressible ".repeat(1_000);
    byte[] bytes = {1, (byte) 0xFF, 0, 2};
    clients.producer(Client.V5).send(PeerMessage.of(topic, null, large));
    clients.producer(Client.V5).send(PeerMessage.of(topic, null, bytes).withKeys("k1 k2"));
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, ",'from':'earliest'");
      List<JsonNode> got = awaitMessages(page, 1, 2);
      assertThat(got.get(0).path("body").asText()).isEqualTo(large);
      assertThat(got.get(0).has("encoding")).isFalse();
      assertThat(got.get(1).path("encoding").asText()).isEqualTo("base64");
      assertThat(Base64.getDecoder().decode(got.get(1).path("body").asText())).isEqualTo(bytes);
      assertThat(got.get(1).path("keys")).extracting(JsonNode::asText).containsExactly("k1", "k2");
    }
  }

  private static long lastLag(CometSocket page) {
    List<JsonNode> lags = page.pushes("lag", 1);
    return lags.get(lags.size() - 1).path("messages").asLong();
  }

  private static List<JsonNode> awaitMessages(CometSocket page, int sub, int count) {
    page.awaitBodies(sub, count);
    assertThat(page.messages(sub)).hasSize(count);
    return page.messages(sub);
  }

  private static void assertOrderWithinQueues(List<JsonNode> messages) {
    Map<Integer, Long> last = new HashMap<>();
    for (JsonNode message : messages) {
      long offset = message.path("offset").asLong();
      Long before = last.put(message.path("queue").asInt(), offset);
      assertThat(offset).isEqualTo(before == null ? 0 : before + 1);
    }
  }

  private static void awaitStored(String topic, int count) {
    await()
        .until(
            () ->
                clients.pull(Client.V5).fetchQueues(topic).stream()
                        .mapToLong(queue -> clients.pull(Client.V5).maxOffset(queue))
                        .sum()
                    == count);
  }

  /** The bodies of what was sent by the stock client. */
  private static List<String> send(String topic, int from, int to) {
    List<String> sent = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String body = "message " + i;
      clients
          .producer(Client.V5)
          .send(
              PeerMessage.of(topic, "t" + i % 4, body).withProperty("number", Integer.toString(i)));
      sent.add(body);
    }
    return sent;
  }
}

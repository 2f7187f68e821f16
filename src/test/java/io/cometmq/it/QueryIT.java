package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages found again by key, by id and by time, and the traces of what clients did. */
final class QueryIT {
  private static final int QUERY = 12;
  private static final int NOT_FOUND = 22;

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void shouldFindTheNewestByTag() throws IOException {
    String topic = Wire.topic(broker, "by-tag", 3);
    PeerProducer producer = clients.producer(Client.V5);
    PeerPull pull = clients.pull(Client.V5);
    for (int i = 0; i < 3_000; i++) {
      String tag = i % 100 == 7 ? "rare" : "common";
      producer.sendToQueue(PeerMessage.of(topic, tag, "m" + i).withKeys("k" + i), i % 3);
    }
    // the same hash, another tag
    producer.send(PeerMessage.of(topic, collision("rare"), "other"));
    patiently()
        .until(() -> pull.fetchQueues(topic).stream().mapToLong(pull::maxOffset).sum() == 3_001);
    List<String> all = foundByTag(topic, "64");
    assertThat(all).hasSize(30).allMatch(line -> line.contains("@rare@"));
    assertThat(foundByTag(topic, "2")).hasSize(2).isEqualTo(all.subList(0, 2));
  }

  private static List<String> foundByTag(String topic, String max) {
    return clients
        .admin(Client.V5)
        .run("queryMsgByKey", "-t", topic, "-k", "rare", "-p", "T", "-m", max)
        .lines()
        .filter(line -> line.contains("@" + topic + "@T@"))
        .toList();
  }

  /** Another text with the same hash: the second last letter one more, the last 31 less. */
  private static String collision(String text) {
    int last = text.length() - 1;
    String other =
        text.substring(0, last - 1)
            + (char) (text.charAt(last - 1) + 1)
            + (char) (text.charAt(last) - 31);
    assertThat(other.hashCode()).isEqualTo(text.hashCode());
    return other;
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindByAnyKeyAndByUniqueKey(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("keyed"), 2);
    PeerProducer producer = clients.producer(client);
    for (int i = 0; i < 5; i++) {
      producer.send(PeerMessage.of(topic, null, "other " + i).withKeys("other"));
    }
    PeerSendResult sent =
        producer.send(PeerMessage.of(topic, "t", "wanted").withKeys("order-7 customer-9"));
    for (String key : List.of("order-7", "customer-9")) {
      patiently().until(() -> !clients.admin(client).queryByKey(topic, key, 10).isEmpty());
      assertThat(clients.admin(client).queryByKey(topic, key, 10))
          .extracting(PeerMessage::text)
          .containsExactly("wanted");
    }
    assertThat(clients.admin(client).queryByKey(topic, "other", 10)).hasSize(5);
    assertThat(clients.admin(client).run("queryMsgByKey", "-t", topic, "-k", "order-7"))
        .contains(sent.msgId());
    assertThat(clients.admin(client).run("queryMsgByUniqueKey", "-t", topic, "-i", sent.msgId()))
        .contains(topic)
        .contains("order-7");
  }

  @Test
  void shouldFindWithinTimesOnly() throws IOException {
    String topic = Wire.topic(broker, "timed-keys", 1);
    long before = System.currentTimeMillis();
    clients.producer(Client.V5).send(PeerMessage.of(topic, null, "x").withKeys("k"));
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      patiently().until(() -> raw.call(QUERY, query(topic, before, before + 60_000)).code() == 0);
      // the index keeps times in seconds
      assertThat(raw.call(QUERY, query(topic, 0, before - 2_000)).code()).isEqualTo(NOT_FOUND);
      assertThat(raw.call(QUERY, query(topic, before + 60_000, before + 120_000)).code())
          .isEqualTo(NOT_FOUND);
    }
  }

  @Test
  void shouldTellKeysWithTheSameHashApart() throws IOException {
    String topic = Wire.topic(broker, "same-hash", 1);
    List<String> keys = List.of("AaAa", "BBBB", "AaBB", "BBAa");
    assertThat(keys).allMatch(key -> key.hashCode() == "AaAa".hashCode());
    // more of the others than one answer may have
    for (int i = 0; i < 20; i++) {
      for (String key : keys) {
        clients.producer(Client.V5).send(PeerMessage.of(topic, null, key).withKeys("x " + key));
      }
    }
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      for (String key : keys) {
        Map<String, String> query = new HashMap<>(query(topic, 0, Long.MAX_VALUE));
        query.put("key", key);
        query.put("maxNum", "20");
        patiently().until(() -> bodies(raw.call(QUERY, query)).size() == 20);
        assertThat(bodies(raw.call(QUERY, query))).containsOnly(key);
        assertThat(clients.admin(Client.V4).queryByKey(topic, key, 32))
            .extracting(PeerMessage::text)
            .hasSize(20)
            .containsOnly(key);
      }
    }
  }

  private static List<String> bodies(RawConnection.Answer found) {
    List<String> bodies = new ArrayList<>();
    ByteBuffer records = ByteBuffer.wrap(found.body());
    for (int at = 0; at < records.limit(); at += records.getInt(at)) {
      MessageDraft record = MessageDraft.of(new RecordView().wrap(records, at));
      bodies.add(new String(record.body, StandardCharsets.UTF_8));
    }
    return bodies;
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTracesOfClients(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("traced"), 1);
    try (PeerProducer traced =
        client.peer().tracedProducer(client.own("tracing"), broker.namesrv())) {
      PeerSendResult sent =
          traced.send(PeerMessage.of(topic, null, "followed").withKeys("traced-key"));
      patiently()
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () ->
                  assertThat(clients.admin(client).run("queryMsgTraceById", "-i", sent.msgId()))
                      .contains("Pub")
                      .contains("success"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTracesOfBothSidesInTopicOfTheirOwn(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("watched"), 1);
    String traces = Wire.topic(broker, client.own("own-traces"), 1);
    ConsumerSpec spec = ConsumerSpec.of(client.own("watching"), broker.namesrv(), topic);
    Queue<String> got = new ConcurrentLinkedQueue<>();
    try (PeerProducer producer =
            client.peer().tracedProducer(client.own("watched"), broker.namesrv(), traces);
        PeerConsumer consumer =
            client.peer().tracedConsumer(spec, traces, message -> got.add(message.text()))) {
      Awaitility.await().until(() -> !consumer.assigned().isEmpty());
      PeerSendResult sent = producer.send(PeerMessage.of(topic, null, "watched"));
      patiently().until(() -> got.contains("watched"));
      patiently()
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () ->
                  assertThat(
                          clients
                              .admin(client)
                              .run("queryMsgTraceById", "-i", sent.msgId(), "-t", traces))
                      .contains("Pub")
                      .contains("Sub")
                      .contains(spec.group()));
    }
  }

  private static Map<String, String> query(String topic, long from, long to) {
    return Map.of(
        "topic",
        topic,
        "key",
        "k",
        "maxNum",
        "10",
        "beginTimestamp",
        Long.toString(from),
        "endTimestamp",
        Long.toString(to));
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }
}

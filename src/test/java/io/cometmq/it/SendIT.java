package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What producers send is stored as it is and can be found again. */
final class SendIT {
  private static final int KIB = 1024;

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

  @ParameterizedTest
  @EnumSource
  void shouldKeepAllPartsOfMessage(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("parts"), 1);
    PeerMessage sent =
        PeerMessage.of(topic, "größe", "body")
            .withKeys("first second")
            .withProperty("farbe", "grün")
            .withProperty("emoji", "\uD83D\uDE80 = go")
            .withProperty("名前", "彗星");
    PeerProducer producer = clients.producer(client);
    PeerSendResult result = producer.send(sent);
    assertThat(result.status()).isEqualTo("SEND_OK");
    assertThat(result.queueId()).isZero();
    assertThat(result.queueOffset()).isZero();
    assertThat(result.brokerName()).isEqualTo("broker-a");
    PeerMessage got = messages(client, topic, 1).get(0);
    assertThat(got.topic()).isEqualTo(topic);
    assertThat(got.tags()).isEqualTo("größe");
    assertThat(got.keys()).isEqualTo("first second");
    assertThat(got.text()).isEqualTo("body");
    assertThat(got.properties())
        .containsEntry("farbe", "grün")
        .containsEntry("emoji", "\uD83D\uDE80 = go")
        .containsEntry("名前", "彗星");
    assertThat(got.msgId()).isEqualTo(result.msgId());
    assertThat(got.offsetMsgId()).isEqualTo(result.offsetMsgId());
    assertThat(got.reconsumeTimes()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepBodyByteForByte(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("bodies"), 1);
    byte[] random = new byte[100 * KIB];
    new Random(7).nextBytes(random);
    byte[] every = new byte[256];
    IntStream.range(0, every.length).forEach(i -> every[i] = (byte) i);
    List<byte[]> bodies =
        List.of(new byte[1], every, random, "x".repeat(20 * KIB).getBytes(StandardCharsets.UTF_8));
    PeerProducer producer = clients.producer(client);
    bodies.forEach(body -> producer.send(PeerMessage.of(topic, null, body)));
    assertThat(messages(client, topic, bodies.size()))
        .extracting(PeerMessage::body)
        .containsExactlyElementsOf(bodies);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStoreCompressedBodyAsItCame(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("compressed"), 1);
    PeerProducer producer = clients.producer(client);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      producer.send(PeerMessage.of(topic, null, "y".repeat(50 * KIB)));
      RawConnection.Answer answer =
          Awaitility.await()
              .until(
                  () -> raw.call(Wire.PULL, Wire.pull(topic, 0, "*")),
                  pulled -> pulled.code() == 0);
      assertThat(answer.body()).hasSizeLessThan(2 * KIB);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerAsynchronousSends(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("async"), 1);
    PeerProducer producer = clients.producer(client);
    List<CompletableFuture<PeerSendResult>> answers =
        IntStream.range(0, 100)
            .mapToObj(i -> producer.sendAsync(PeerMessage.of(topic, null, "async " + i)))
            .toList();
    List<PeerSendResult> results = answers.stream().map(CompletableFuture::join).toList();
    assertThat(results).extracting(PeerSendResult::status).containsOnly("SEND_OK");
    assertThat(results).extracting(PeerSendResult::queueOffset).doesNotHaveDuplicates();
    assertThat(results).extracting(PeerSendResult::msgId).doesNotHaveDuplicates();
    assertThat(messages(client, topic, 100)).hasSize(100);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStoreOnewayMessages(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("oneway"), 1);
    PeerProducer producer = clients.producer(client);
    for (int i = 0; i < 10; i++) {
      producer.sendOneway(PeerMessage.of(topic, "tag", "oneway " + i));
    }
    assertThat(messages(client, topic, 10))
        .extracting(PeerMessage::text)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 10).mapToObj(i -> "oneway " + i).toList());
  }

  @ParameterizedTest
  @EnumSource
  void shouldStoreBatchAsSingleMessagesInOrder(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("batch"), 1);
    List<PeerMessage> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      batch.add(
          PeerMessage.of(topic, "tag" + i, "batched " + i)
              .withKeys("key" + i)
              .withProperty("number", Integer.toString(i)));
    }
    PeerProducer producer = clients.producer(client);
    PeerAdmin admin = clients.admin(client);
    PeerSendResult result = producer.sendBatch(batch);
    assertThat(result.status()).isEqualTo("SEND_OK");
    assertThat(result.queueOffset()).isZero();
    List<String> ids = List.of(result.offsetMsgId().split(",", -1));
    assertThat(ids).hasSize(20);
    List<PeerMessage> got = messages(client, topic, 20);
    for (int i = 0; i < 20; i++) {
      assertThat(got.get(i).text()).isEqualTo("batched " + i);
      assertThat(got.get(i).tags()).isEqualTo("tag" + i);
      assertThat(got.get(i).keys()).isEqualTo("key" + i);
      assertThat(got.get(i).properties()).containsEntry("number", Integer.toString(i));
      assertThat(got.get(i).queueOffset()).isEqualTo(i);
      assertThat(got.get(i).offsetMsgId()).isEqualTo(ids.get(i));
    }
    assertThat(admin.viewMessage(topic, ids.get(13)).text()).isEqualTo("batched 13");
  }

  @ParameterizedTest
  @EnumSource
  void shouldStoreBatchOfSeveralMegabytesInChosenQueue(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("large-batch"), 4);
    PeerQueue queue = new PeerQueue(topic, "broker-a", 2);
    List<PeerMessage> batch = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] body = new byte[900 * 1024];
      Arrays.fill(body, (byte) ('a' + i));
      batch.add(PeerMessage.of(topic, null, body));
    }
    PeerSendResult result = clients.producer(client).sendBatchToQueue(batch, queue);
    assertThat(result.status()).isEqualTo("SEND_OK");
    assertThat(result.queueId()).isEqualTo(2);
    assertThat(List.of(result.offsetMsgId().split(",", -1))).hasSize(3);
    for (int i = 0; i < 3; i++) {
      // a large message comes alone
      long offset = i;
      await().until(() -> clients.pull(client).maxOffset(queue) == 3);
      PeerMessage got = clients.pull(client).pull(queue, "*", offset, 1).messages().get(0);
      assertThat(got.body()).hasSize(900 * 1024).containsOnly((byte) ('a' + i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSendToChosenQueue(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("chosen"), 4);
    PeerProducer producer = clients.producer(client);
    PeerPull pull = clients.pull(client);
    for (int i = 0; i < 12; i++) {
      PeerSendResult result =
          producer.sendToQueue(PeerMessage.of(topic, null, "to " + i % 4), i % 4);
      assertThat(result.queueId()).isEqualTo(i % 4);
      assertThat(result.queueOffset()).isEqualTo(i / 4);
    }
    for (PeerQueue queue : pull.fetchQueues(topic)) {
      Awaitility.await().until(() -> pull.maxOffset(queue) == 3);
      assertThat(pull.pull(queue, "*", 0, 32).messages())
          .extracting(PeerMessage::text)
          .containsOnly("to " + queue.queueId());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSpreadMessagesOverAllQueues(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("spread"), 4);
    PeerProducer producer = clients.producer(client);
    List<Integer> queues =
        IntStream.range(0, 8)
            .mapToObj(i -> producer.send(PeerMessage.of(topic, null, "any")).queueId())
            .toList();
    assertThat(queues).containsOnly(0, 1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindMessageByEachOfItsIdsAndKeys(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("ids"), 2);
    PeerProducer producer = clients.producer(client);
    PeerAdmin admin = clients.admin(client);
    PeerSendResult result =
        producer.send(PeerMessage.of(topic, "tag", "wanted").withKeys("order-1 größe"));
    producer.send(PeerMessage.of(topic, "tag", "other").withKeys("order-2"));
    assertThat(admin.viewMessage(topic, result.offsetMsgId()).text()).isEqualTo("wanted");
    for (String key : List.of("order-1", "größe")) {
      Awaitility.await()
          .ignoreExceptions()
          .until(() -> !admin.queryByKey(topic, key, 10).isEmpty());
      assertThat(admin.queryByKey(topic, key, 10))
          .extracting(PeerMessage::text)
          .containsExactly("wanted");
    }
    PeerMessage byUniqueId = admin.viewMessage(topic, result.msgId());
    assertThat(byUniqueId.text()).isEqualTo("wanted");
    assertThat(byUniqueId.msgId()).isEqualTo(result.msgId());
  }

  @ParameterizedTest
  @EnumSource
  void shouldCreateTopicWithFirstMessage(Client client) {
    String topic = client.own("created");
    PeerProducer producer = clients.producer(client);
    assertThat(producer.send(PeerMessage.of(topic, null, "first")).status()).isEqualTo("SEND_OK");
    // official producers want 4 queues unless told otherwise
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(producer.fetchQueues(topic)).hasSize(4));
    assertThat(messagesOfAllQueues(client, topic)).containsExactly("first");
  }

  @Test
  void shouldCreateTopicWithWantedQueuesUpToDefault() throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      Map<String, Integer> wanted = Map.of("wants-2", 2, "wants-100", 8, "wants-0", 1);
      for (Map.Entry<String, Integer> entry : wanted.entrySet()) {
        String topic = entry.getKey();
        Map<String, String> fields = Wire.send(topic);
        fields.put("d", topic.substring(topic.indexOf('-') + 1));
        assertThat(raw.call(Wire.SEND, fields, new byte[1]).code()).isZero();
        fields.put("e", Integer.toString(entry.getValue() - 1));
        assertThat(raw.call(Wire.SEND, fields, new byte[1]).code()).isZero();
        fields.put("e", Integer.toString(entry.getValue()));
        assertThat(raw.call(Wire.SEND, fields, new byte[1]).code()).isEqualTo(29);
      }
    }
  }

  @Test
  void shouldTakeLongFieldNamesOfOldestClients() throws IOException {
    String topic = Wire.topic(broker, "long-names", 1);
    Map<String, String> fields = new HashMap<>();
    fields.put("producerGroup", "raw-producer");
    fields.put("topic", topic);
    fields.put("defaultTopic", "TBW102");
    fields.put("defaultTopicQueueNums", "4");
    fields.put("queueId", "0");
    fields.put("sysFlag", "0");
    fields.put("bornTimestamp", "1700000000000");
    fields.put("flag", "5");
    fields.put("properties", "TAGS\u0001old\u0002");
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer sent = raw.call(Wire.SEND_LONG_NAMES, fields, new byte[] {1, 2});
      assertThat(sent.code()).isZero();
      assertThat(sent.number("queueOffset")).isZero();
    }
    PeerMessage got = messages(Client.V4, topic, 1).get(0);
    assertThat(got.tags()).isEqualTo("old");
    assertThat(got.body()).containsExactly(1, 2);
  }

  @Test
  void shouldMakeUniqueIdWhenProducerSendsNone() throws IOException {
    String topic = Wire.topic(broker, "no-id", 1);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer first = raw.call(Wire.SEND, Wire.send(topic), new byte[] {1});
      RawConnection.Answer second = raw.call(Wire.SEND, Wire.send(topic), new byte[] {1});
      assertThat(first.fields().get("transactionId")).hasSize(32);
      assertThat(second.fields().get("transactionId"))
          .hasSize(32)
          .isNotEqualTo(first.fields().get("transactionId"));
      assertThat(first.fields())
          .containsEntry("MSG_REGION", "DefaultRegion")
          .containsEntry("TRACE_ON", "true");
    }
  }

  /** The messages of queue 0 once it has that many. */
  private static List<PeerMessage> messages(Client client, String topic, int count) {
    PeerPull pull = clients.pull(client);
    PeerQueue queue = pull.fetchQueues(topic).get(0);
    Awaitility.await().until(() -> pull.maxOffset(queue) == count);
    List<PeerMessage> all = new ArrayList<>();
    while (all.size() < count) {
      PeerPullResult result = pull.pull(queue, "*", all.size(), 32);
      assertThat(result.status()).isEqualTo("FOUND");
      all.addAll(result.messages());
    }
    return all;
  }

  private static List<String> messagesOfAllQueues(Client client, String topic) {
    PeerPull pull = clients.pull(client);
    return pull.fetchQueues(topic).stream()
        .flatMap(queue -> pull.pull(queue, "*", 0, 32).messages().stream())
        .map(PeerMessage::text)
        .toList();
  }
}

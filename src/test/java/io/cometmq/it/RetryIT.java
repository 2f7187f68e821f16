package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a group could not consume comes again later, and in the end goes to its dead letters. */
@Execution(ExecutionMode.CONCURRENT)
final class RetryIT {
  private static final int SEND_BACK = 36;
  private static final int SYSTEM_ERROR = 1;
  private static final int NO_GROUP = 26;

  private static BrokerProcess broker;
  private static Clients clients;

  private record Delivery(long timeMs, PeerMessage message) {}

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    // retries begin with level 3
    broker =
        BrokerProcess.start(
            directory, "delay.levels=[10ms, 20ms, 100ms, 200ms, 300ms]", "store.flush=sync");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldDeliverAgainWithGrowingDelay(Client client) throws Exception {
    String topic = Wire.topic(broker, client.own("again"), 2);
    String group = group(client.own("retrying"));
    Queue<Delivery> got = new ConcurrentLinkedQueue<>();
    try (PeerConsumer consumer =
        client
            .peer()
            .pushConsumer(
                ConsumerSpec.of(group, broker.namesrv(), topic),
                message -> {
                  got.add(new Delivery(System.currentTimeMillis(), message));
                  return message.reconsumeTimes() == 3;
                })) {
      clients.producer(client).send(PeerMessage.of(topic, "t", "stubborn").withKeys("k1"));
      patiently().until(() -> got.size() == 4);
      assertThat(consumer.assigned()).extracting(PeerQueue::topic).contains("%RETRY%" + group);
    }
    List<Delivery> all = List.copyOf(got);
    for (int i = 0; i < all.size(); i++) {
      PeerMessage message = all.get(i).message();
      assertThat(message.text()).isEqualTo("stubborn");
      assertThat(message.topic()).isEqualTo(topic);
      assertThat(message.tags()).isEqualTo("t");
      assertThat(message.keys()).isEqualTo("k1");
      assertThat(message.reconsumeTimes()).isEqualTo(i);
      if (i > 0) {
        long waited = all.get(i).timeMs() - all.get(i - 1).timeMs();
        assertThat(waited).isGreaterThanOrEqualTo(100L * i);
      }
    }
    assertThat(all.get(3).message().properties())
        .containsEntry("ORIGIN_MESSAGE_ID", all.get(0).message().offsetMsgId());
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveUpInTheEnd(Client client) throws Exception {
    String topic = Wire.topic(broker, client.own("hopeless"), 2);
    String group = group(client.own("giving-up"));
    ConcurrentMap<String, Integer> deliveries = new ConcurrentHashMap<>();
    PeerQueue dead = new PeerQueue("%DLQ%" + group, "broker-a", 0);
    try (PeerConsumer consumer =
        client
            .peer()
            .pushConsumer(
                ConsumerSpec.of(group, broker.namesrv(), topic),
                message -> {
                  deliveries.merge(message.text(), 1, Integer::sum);
                  return !message.text().startsWith("bad");
                })) {
      for (String text : List.of("good 1", "bad 1", "good 2", "bad 2")) {
        clients.producer(client).send(PeerMessage.of(topic, null, text));
      }
      patiently().until(() -> deadLetters(client, dead).size() == 2);
      assertThat(consumer.assigned()).isNotEmpty();
    }
    // the limit is the client's own, 16 retries, because it sends one
    assertThat(deliveries).containsEntry("good 1", 1).containsEntry("good 2", 1);
    List<PeerMessage> letters = deadLetters(client, dead);
    assertThat(letters).extracting(PeerMessage::text).containsExactlyInAnyOrder("bad 1", "bad 2");
    for (PeerMessage letter : letters) {
      assertThat(letter.properties())
          .containsEntry("RETRY_TOPIC", topic)
          .containsKey("ORIGIN_MESSAGE_ID");
      assertThat(deliveries.get(letter.text())).isEqualTo(17);
      assertThat(letter.reconsumeTimes()).isEqualTo(17);
    }
    // a dead letter can be read, and sent to its topic once more
    PeerMessage again = letters.get(0);
    assertThat(
            clients
                .producer(client)
                .send(PeerMessage.of(topic, null, again.text()).withKeys("revived"))
                .status())
        .isEqualTo("SEND_OK");
  }

  @Test
  void shouldKeepRetriesThroughKill(@TempDir Path directory) throws Exception {
    // the older client looks for the broker only half a minute later
    Client client = Client.V5;
    try (BrokerProcess own = BrokerProcess.start(directory, "delay.levels=[10ms, 20ms, 3s]")) {
      String topic = Wire.topic(own, "kept", 1);
      Wire.topic(own, "%RETRY%keeping", 1);
      ConcurrentMap<String, Integer> deliveries = new ConcurrentHashMap<>();
      ConsumerSpec spec = ConsumerSpec.of("keeping", own.namesrv(), topic);
      try (var producer = client.peer().producer("keepers", own.namesrv());
          PeerConsumer consumer =
              client
                  .peer()
                  .pushConsumer(
                      spec,
                      message -> {
                        deliveries.merge(message.text(), 1, Integer::sum);
                        return message.reconsumeTimes() > 0;
                      })) {
        for (int i = 0; i < 100; i++) {
          producer.send(PeerMessage.of(topic, null, "message " + i));
        }
        patiently().until(() -> deliveries.size() == 100);
        Awaitility.await().until(() -> end(own, "SCHEDULE_TOPIC_XXXX", 2) == 100);
        own.kill();
        own.restart();
        patiently().until(() -> !consumer.assigned().isEmpty());
        patiently().until(() -> deliveries.values().stream().allMatch(times -> times >= 2));
        assertThat(end(own, "%RETRY%keeping", 0)).isGreaterThanOrEqualTo(100);
      }
    }
  }

  @Test
  void shouldGiveUpAtOnceAfterLimitOfGroup() throws IOException {
    String topic = Wire.topic(broker, "limited", 1);
    String made =
        clients
            .admin(Client.V5)
            .run("updateSubGroup", "-c", "DefaultCluster", "-g", "no-retries", "-r", "0");
    assertThat(made).contains("create subscription group to");
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      String id = raw.call(Wire.SEND, Wire.send(topic), new byte[1]).fields().get("msgId");
      String offset = Long.toString(Long.parseLong(String.valueOf(id).substring(16), 16));
      Map<String, String> fields =
          Map.of("offset", offset, "group", "no-retries", "delayLevel", "0");
      assertThat(raw.call(SEND_BACK, fields).code()).isZero();
      Awaitility.await().until(() -> end(broker, "%DLQ%no-retries", 0) == 1);
      assertThat(raw.call(SEND_BACK, fields).code()).isZero();
      Awaitility.await().until(() -> end(broker, "%DLQ%no-retries", 0) == 2);
    }
  }

  @Test
  void shouldRefuseToSendBackWhatIsNotThere() throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      Map<String, String> fields =
          Map.of("offset", "77", "group", "TOOLS_CONSUMER", "delayLevel", "0");
      RawConnection.Answer answer = raw.call(SEND_BACK, fields);
      assertThat(answer.code()).isEqualTo(SYSTEM_ERROR);
      assertThat(answer.remark()).contains("look message by offset failed, 77");
      RawConnection.Answer nobody =
          raw.call(SEND_BACK, Map.of("offset", "0", "group", "nobody", "delayLevel", "0"));
      assertThat(nobody.code()).isEqualTo(NO_GROUP);
      assertThat(nobody.remark()).contains("subscription group not exist, nobody");
    }
  }

  /** A client looks 20 s later for a retry topic that is not there when it starts. */
  private static String group(String name) throws IOException {
    Wire.topic(broker, "%RETRY%" + name, 1);
    return name;
  }

  private static long end(BrokerProcess broker, String topic, int queue) throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      return raw.call(Wire.MAX_OFFSET, Map.of("topic", topic, "queueId", Integer.toString(queue)))
          .number("offset");
    }
  }

  private static List<PeerMessage> deadLetters(Client client, PeerQueue queue) throws IOException {
    return end(broker, queue.topic(), queue.queueId()) == 0
        ? List.of()
        : clients.pull(client).pull(queue, "*", 0, 32).messages();
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }
}

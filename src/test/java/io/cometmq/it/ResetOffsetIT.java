package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.protocol.RequestCode;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators move groups with the official tools, while consumers run and while none does. */
@Execution(ExecutionMode.CONCURRENT)
final class ResetOffsetIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MESSAGES = 8;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path directory;

  @SuppressWarnings("NullAway.Init")
  private static BrokerProcess broker;

  @SuppressWarnings("NullAway.Init")
  private static Clients clients;

  @BeforeAll
  static void start() throws IOException {
    broker = BrokerProcess.start(directory);
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  private static String run(Client client, String... arguments) {
    return clients.admin(client).run(arguments);
  }

  private static void fill(Client client, String topic) {
    run(client, "updateTopic", "-c", "DefaultCluster", "-t", topic, "-r", "2", "-w", "2");
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> clients.producer(client).fetchQueues(topic).size() == 2);
    for (int i = 0; i < MESSAGES; i++) {
      clients.producer(client).sendToQueue(PeerMessage.of(topic, "t", "m" + i), i % 2);
    }
  }

  private static PeerConsumer consumer(Client client, String topic, Map<String, Integer> received) {
    return client
        .peer()
        .pushConsumer(
            ConsumerSpec.of(group(topic), broker.namesrv(), topic),
            message -> {
              received.merge(message.text(), 1, Integer::sum);
              return true;
            });
  }

  private static String group(String topic) {
    return topic + "-group";
  }

  private static boolean allAtLeast(Map<String, Integer> received, int times) {
    return received.size() == MESSAGES
        && received.values().stream().allMatch(count -> count >= times);
  }

  private static Map<String, Integer> of(
      Map<Client, Map<String, Integer>> received, Client client) {
    return received.computeIfAbsent(client, missing -> new ConcurrentHashMap<>());
  }

  private static void awaitConsumed(Client client, String topic) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(run(client, "consumerProgress", "-g", group(topic)))
                    .contains("Diff Total: 0"));
  }

  @Test
  void shouldMakeRunningConsumersReadAgain() {
    Map<Client, Map<String, Integer>> received = new ConcurrentHashMap<>();
    Map<Client, PeerConsumer> consumers = new EnumMap<>(Client.class);
    for (Client client : Client.values()) {
      String topic = client.own("again");
      fill(client, topic);
      consumers.put(client, consumer(client, topic, of(received, client)));
    }
    try {
      for (Client client : Client.values()) {
        await().atMost(LONG).until(() -> allAtLeast(of(received, client), 1));
        awaitConsumed(client, client.own("again"));
      }
      for (Client client : Client.values()) {
        String topic = client.own("again");
        assertThat(run(client, "resetOffsetByTime", "-g", group(topic), "-t", topic, "-s", "0"))
            .contains("broker-a")
            .containsPattern("broker-a\\s+0\\s+0")
            .containsPattern("broker-a\\s+1\\s+0");
      }
      for (Client client : Client.values()) {
        await().atMost(LONG).until(() -> allAtLeast(of(received, client), 2));
        awaitConsumed(client, client.own("again"));
      }
    } finally {
      consumers.values().parallelStream().forEach(PeerConsumer::close);
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldMoveGroupsWithoutConsumers(Client client) {
    String topic = client.own("absent");
    fill(client, topic);
    String group = group(topic);
    run(client, "updateSubGroup", "-c", "DefaultCluster", "-g", group);
    assertThat(run(client, "resetOffsetByTime", "-g", group, "-t", topic, "-s", "now"))
        .containsPattern("broker-a\\s+0\\s+4");
    Map<String, Integer> received = new ConcurrentHashMap<>();
    try (PeerConsumer consumer = consumer(client, topic, received)) {
      await().atMost(LONG).until(() -> consumer.assigned().size() >= 2);
      clients.producer(client).sendToQueue(PeerMessage.of(topic, "t", "new"), 0);
      await().atMost(LONG).until(() -> received.containsKey("new"));
      assertThat(received).hasSize(1);
    }
  }

  /** The next offset of a group, as its consumers would ask for it. */
  private static long committed(String group, String topic, int queueId) throws IOException {
    try (RawConnection connection = new RawConnection(broker.port("broker"))) {
      Map<String, String> queue =
          Map.of(
              "consumerGroup",
              group,
              "topic",
              topic,
              "queueId",
              Integer.toString(queueId),
              "setZeroIfNotFound",
              "false");
      return connection.call(RequestCode.QUERY_CONSUMER_OFFSET, queue).number("offset");
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldSkipWhatHasPiledUp(Client client) throws IOException {
    String topic = client.own("skip");
    fill(client, topic);
    String group = group(topic);
    run(client, "updateSubGroup", "-c", "DefaultCluster", "-g", group);
    assertThat(run(client, "skipAccumulatedMessage", "-g", group, "-t", topic))
        .containsPattern("broker-a\\s+0\\s+4")
        .containsPattern("broker-a\\s+1\\s+4");
    assertThat(committed(group, topic, 0)).isEqualTo(4);
    assertThat(committed(group, topic, 1)).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldCopyOffsetsToAnotherGroup(Client client) throws IOException {
    String topic = client.own("clone");
    fill(client, topic);
    Map<String, Integer> received = new ConcurrentHashMap<>();
    try (PeerConsumer consumer = consumer(client, topic, received)) {
      await().atMost(LONG).until(() -> allAtLeast(received, 1));
      assertThat(consumer.assigned()).isNotEmpty();
      awaitConsumed(client, topic);
    }
    String other = client.own("clone-other");
    run(client, "updateSubGroup", "-c", "DefaultCluster", "-g", other);
    assertThat(
            run(
                client,
                "cloneGroupOffset",
                "-s",
                group(topic),
                "-d",
                other,
                "-t",
                topic,
                "-o",
                "true"))
        .contains("clone group offset success");
    assertThat(committed(other, topic, 0)).isEqualTo(4);
    assertThat(committed(other, topic, 1)).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldSayWhatDoesNotExist(Client client) {
    String topic = client.own("refused");
    fill(client, topic);
    assertThat(run(client, "resetOffsetByTime", "-g", "no-such-group", "-t", topic, "-s", "0"))
        .contains("Group no-such-group does not exist");
    assertThat(run(client, "resetOffsetByTime", "-g", "no-such-group", "-t", "no-topic", "-s", "0"))
        .contains("No topic route info in name server for the topic: no-topic");
  }
}

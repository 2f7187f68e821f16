package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The official administration tool works unmodified. */
final class AdminIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration MINUTE = Duration.ofSeconds(60);

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
    String output = clients.admin(client).run(arguments);
    assertThat(output).doesNotContain("Exception").doesNotContain("\tat org.apache");
    return output;
  }

  private static String address() {
    return "127.0.0.1:" + broker.port("broker");
  }

  private static void makeTopic(Client client, String topic) {
    run(client, "updateTopic", "-c", "DefaultCluster", "-t", topic, "-r", "4", "-w", "4");
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> clients.producer(client).fetchQueues(topic).size() == 4);
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldMakeShowAndDeleteTopics(Client client) {
    String topic = client.own("admin-topic");
    makeTopic(client, topic);
    assertThat(run(client, "topicList")).contains(topic);
    assertThat(run(client, "topicRoute", "-t", topic)).contains(address()).contains("broker-a");
    clients.producer(client).sendToQueue(PeerMessage.of(topic, "t", "x"), 2);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(run(client, "topicStatus", "-t", topic))
                    .containsPattern("broker-a\\s+2\\s+0\\s+1"));
    run(client, "deleteTopic", "-c", "DefaultCluster", "-t", topic);
    assertThat(run(client, "topicList").lines()).noneMatch(line -> line.strip().equals(topic));
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldShowClusterAndBroker(Client client) {
    assertThat(run(client, "clusterList"))
        .contains("DefaultCluster")
        .contains("broker-a")
        .contains(address());
    assertThat(run(client, "brokerStatus", "-b", address()))
        .contains("putTps")
        .contains("commitLogMaxOffset")
        .contains("brokerVersionDesc");
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldMakeAndDeleteGroups(Client client) {
    String group = client.own("admin-group");
    assertThat(run(client, "updateSubGroup", "-c", "DefaultCluster", "-g", group, "-r", "3"))
        .contains("success");
    assertThat(run(client, "deleteSubGroup", "-c", "DefaultCluster", "-g", group))
        .contains("success");
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldShowProgressAndConnections(Client client) {
    String topic = client.own("progress");
    String group = client.own("progress-group");
    makeTopic(client, topic);
    for (int i = 0; i < 8; i++) {
      clients.producer(client).send(PeerMessage.of(topic, "t", "m" + i));
    }
    Set<String> received = ConcurrentHashMap.newKeySet();
    try (PeerConsumer consumer =
        client
            .peer()
            .pushConsumer(
                ConsumerSpec.of(group, broker.namesrv(), topic),
                message -> {
                  received.add(message.text());
                  return true;
                })) {
      await().atMost(Duration.ofSeconds(60)).until(() -> received.size() == 8);
      assertThat(consumer.assigned()).isNotEmpty();
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(run(client, "consumerProgress", "-g", group))
                      .contains(topic)
                      .contains("Diff Total: 0"));
      assertThat(run(client, "consumerProgress")).contains(group);
      assertThat(run(client, "consumerConnection", "-g", group))
          .contains("127.0.0.1:")
          .contains(topic)
          .contains("CLUSTERING");
      assertThat(run(client, "producerConnection", "-g", client.own("producers"), "-t", topic))
          .contains("127.0.0.1:");
    }
  }

  /**
   * As before 5.0: the broker tells the consumers that are there, and they go back by themselves.
   */
  @Test
  void shouldSendConsumersBackByTellingThem() {
    Map<Client, PeerConsumer> consumers = new EnumMap<>(Client.class);
    Map<String, Integer> received = new ConcurrentHashMap<>();
    String setting = "useServerSideResetOffset";
    run(Client.V5, "updateBrokerConfig", "-b", address(), "-k", setting, "-v", "false");
    try {
      for (Client client : Client.values()) {
        String topic = client.own("told");
        makeTopic(client, topic);
        String nobody = client.own("nobody");
        run(client, "updateSubGroup", "-c", "DefaultCluster", "-g", nobody);
        // told that nobody is there (206), the tool moves the group by itself
        assertThat(run(client, "resetOffsetByTime", "-g", nobody, "-t", topic, "-s", "0"))
            .containsPattern("rollbackOffset|resetOffset");
        clients.producer(client).sendToQueue(PeerMessage.of(topic, "t", client.own("a")), 1);
        clients.producer(client).sendToQueue(PeerMessage.of(topic, "t", client.own("b")), 1);
        ConsumerSpec spec = ConsumerSpec.of(client.own("told-group"), broker.namesrv(), topic);
        consumers.put(
            client,
            client
                .peer()
                .pushConsumer(
                    spec, message -> received.merge(message.text(), 1, Integer::sum) > 0));
      }
      await().atMost(MINUTE).until(() -> received.size() == 4);
      for (Client client : Client.values()) {
        String group = client.own("told-group");
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(run(client, "consumerProgress", "-g", group))
                        .contains("Diff Total: 0"));
        run(client, "resetOffsetByTime", "-g", group, "-t", client.own("told"), "-s", "0");
      }
      // a client that is told pauses for ten seconds before it goes back
      await().atMost(MINUTE).until(() -> received.values().stream().allMatch(count -> count >= 2));
    } finally {
      consumers.values().parallelStream().forEach(PeerConsumer::close);
      run(Client.V5, "updateBrokerConfig", "-b", address(), "-k", setting, "-v", "true");
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldFindMessages(Client client) {
    String topic = client.own("find");
    makeTopic(client, topic);
    PeerSendResult sent =
        clients.producer(client).sendToQueue(PeerMessage.of(topic, "tag-x", "needle"), 1);
    List<String> command = new ArrayList<>(List.of("queryMsgById", "-i", sent.offsetMsgId()));
    if (client == Client.V5) {
      command.addAll(List.of("-t", topic));
    }
    assertThat(run(client, command.toArray(new String[0]))).contains(topic).contains("tag-x");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        run(
                            client,
                            "queryMsgByOffset",
                            "-t",
                            topic,
                            "-b",
                            "broker-a",
                            "-i",
                            "1",
                            "-o",
                            "0"))
                    .contains(sent.offsetMsgId()));
  }
}

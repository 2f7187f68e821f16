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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators look into consumers, queues and statistics with the official tools. */
@Execution(ExecutionMode.CONCURRENT)
final class InspectionIT {
  private static final Duration LONG = Duration.ofSeconds(60);

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

  private static String address() {
    return "127.0.0.1:" + broker.port("broker");
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldAskRunningConsumers(Client client) {
    String topic = client.own("inspect");
    String group = client.own("inspect-group");
    run(client, "updateTopic", "-c", "DefaultCluster", "-t", topic, "-r", "2", "-w", "2");
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> clients.producer(client).fetchQueues(topic).size() == 2);
    PeerSendResult sent =
        clients.producer(client).sendToQueue(PeerMessage.of(topic, "tag-x", "needle"), 1);
    Map<String, Integer> received = new ConcurrentHashMap<>();
    try (PeerConsumer consumer =
        client
            .peer()
            .pushConsumer(
                ConsumerSpec.of(group, broker.namesrv(), topic).withExpression("tag-x || tag-y"),
                message -> {
                  received.merge(message.text(), 1, Integer::sum);
                  return true;
                })) {
      await().atMost(LONG).until(() -> received.containsKey("needle"));
      assertThat(consumer.assigned()).isNotEmpty();
      String clientId = clientId(client, group);
      assertThat(run(client, "consumerStatus", "-g", group, "-i", clientId, "-s", "true"))
          .contains(topic)
          .contains("tag-x || tag-y")
          .contains("Consumer jstack")
          .contains("STATE: ");
      assertThat(run(client, "consumerStatus", "-g", group, "-i", "nobody"))
          .contains("The Consumer <" + group + "> <nobody> not online");
      consumeDirectly(client, topic, group, clientId, sent);
      assertThat(received).containsEntry("needle", 2);
      assertThat(run(client, "queryCq", "-t", topic, "-q", "1", "-i", "0", "-c", "4", "-g", group))
          .contains("max: 1, min: 0")
          .contains("tag-x || tag-y");
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(run(client, "statsAll", "-t", topic))
                      .containsPattern(topic + "\\s+" + group + "\\s+0\\s+\\S+\\s+\\S+\\s+1\\s+1"));
      assertThat(run(client, "brokerConsumeStats", "-b", address()))
          .containsPattern(topic + "\\s+" + group + "\\s+broker-a\\s+1\\s+1\\s+1\\s+0");
    }
  }

  private static String clientId(Client client, String group) {
    String output = run(client, "consumerConnection", "-g", group);
    Matcher matcher = Pattern.compile("(\\S+@\\S+)\\s+127\\.0\\.0\\.1:").matcher(output);
    assertThat(matcher.find()).as(output).isTrue();
    return matcher.group(1);
  }

  private static void consumeDirectly(
      Client client, String topic, String group, String clientId, PeerSendResult sent) {
    List<String> command =
        new ArrayList<>(
            List.of("queryMsgById", "-i", sent.offsetMsgId(), "-g", group, "-d", clientId));
    if (client == Client.V5) {
      command.addAll(List.of("-t", topic));
    }
    assertThat(run(client, command.toArray(new String[0]))).contains("CR_SUCCESS");
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldChangeOnlyWhatCanChange(Client client) {
    assertThat(run(client, "getBrokerConfig", "-b", address()))
        .contains("brokerName")
        .contains("broker-a")
        .contains("autoCreateTopicEnable");
    assertThat(
            run(client, "updateBrokerConfig", "-b", address(), "-k", "brokerName", "-v", "other"))
        .contains("brokerName can't change while the broker runs: set broker.name");
    assertThat(run(client, "updateBrokerConfig", "-b", address(), "-k", "nonsense", "-v", "1"))
        .contains("nonsense is no setting of CometMQ");
    assertThat(
            run(
                client,
                "updateBrokerConfig",
                "-b",
                address(),
                "-k",
                "useServerSideResetOffset",
                "-v",
                "false"))
        .contains("update broker config success");
    assertThat(run(client, "getBrokerConfig", "-b", address()))
        .containsPattern("useServerSideResetOffset\\s+=\\s+false");
    assertThat(
            run(
                client,
                "updateBrokerConfig",
                "-b",
                address(),
                "-k",
                "useServerSideResetOffset",
                "-v",
                "true"))
        .contains("update broker config success");
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldCleanUpWhenTold(Client client) {
    assertThat(run(client, "cleanExpiredCQ", "-b", address())).contains("success");
    assertThat(run(client, "cleanUnusedTopic", "-b", address())).contains("success");
  }
}

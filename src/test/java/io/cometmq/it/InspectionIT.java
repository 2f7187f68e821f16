package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.protocol.RequestCode;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators look into consumers, queues and statistics with the official tools. */
@Execution(ExecutionMode.CONCURRENT)
final class InspectionIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int CONSUMER_NOT_ONLINE = 206;

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

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldSayHowFarConsumersAre(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("spans"), 2);
    String group = client.own("spans-group");
    clients.producer(client).sendToQueue(PeerMessage.of(topic, null, "first"), 1);
    clients.producer(client).sendToQueue(PeerMessage.of(topic, null, "second"), 1);
    Map<String, String> asked = Map.of("topic", topic, "group", group);
    ConsumerSpec spec = ConsumerSpec.of(group, broker.namesrv(), topic);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      assertThat(raw.call(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, asked).code())
          .isEqualTo(CONSUMER_NOT_ONLINE);
      JsonNode before = span(raw, asked, 1);
      assertThat(before.path("minTimeStamp").asLong()).isPositive();
      assertThat(before.path("delayTime").asLong()).isPositive();
      try (PeerConsumer consumer = client.peer().pushConsumer(spec, message -> true)) {
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(text(raw, RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, asked))
                        .containsPattern("\"queueId\":1,\"topic\":\"" + topic + "\"}:2"));
        String clientId = clientId(client, group);
        assertThat(text(raw, RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, asked))
            .contains("\"" + clientId + "\":{");
        Map<String, String> other = new HashMap<>(asked);
        other.put("clientAddr", "somebody-else");
        assertThat(raw.call(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, other).code())
            .isEqualTo(CONSUMER_NOT_ONLINE);
        await().atMost(LONG).until(() -> span(raw, asked, 1).path("delayTime").asLong() == 0);
        JsonNode after = span(raw, asked, 1);
        assertThat(after.path("minTimeStamp")).isEqualTo(before.path("minTimeStamp"));
        assertThat(after.path("consumeTimeStamp")).isEqualTo(after.path("maxTimeStamp"));
        assertThat(span(raw, asked, 0).path("maxTimeStamp").asLong()).isNegative();
        assertThat(consumer.assigned()).isNotEmpty();
      }
    }
  }

  private static JsonNode span(RawConnection raw, Map<String, String> asked, int queueId)
      throws IOException {
    String body = text(raw, RequestCode.QUERY_CONSUME_TIME_SPAN, asked);
    for (JsonNode span : new ObjectMapper().readTree(body).path("consumeTimeSpanSet")) {
      if (span.path("messageQueue").path("queueId").asInt() == queueId) {
        return span;
      }
    }
    throw new IllegalStateException("queue " + queueId + " is not in " + body);
  }

  private static String text(RawConnection raw, int code, Map<String, String> fields)
      throws IOException {
    RawConnection.Answer answer = raw.call(code, fields);
    assertThat(answer.code()).as(answer.remark()).isZero();
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldSayWhereTheSlowestGroupIs() throws IOException {
    String topic = Wire.topic(broker, "corrected", 2);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      for (String place : List.of("slow 0 3", "slow 1 5", "fast 0 7", "fast 1 4")) {
        String[] words = place.split(" ", -1);
        Map<String, String> commit =
            Map.of(
                "consumerGroup",
                words[0],
                "topic",
                topic,
                "queueId",
                words[1],
                "commitOffset",
                words[2]);
        assertThat(raw.call(RequestCode.UPDATE_CONSUMER_OFFSET, commit).code()).isZero();
      }
      // where the group compared with is behind all others there is nothing to correct
      assertThat(correction(raw, topic, "", "fast")).isEqualTo("{0:3,1:4}");
      assertThat(correction(raw, topic, "slow", "slow"))
          .isEqualTo("{0:" + Long.MAX_VALUE + ",1:4}");
      assertThat(correction(raw, topic, "slow,fast", "slow")).isEqualTo("{}");
    }
  }

  private static String correction(
      RawConnection raw, String topic, String without, String comparedWith) throws IOException {
    String body =
        text(
            raw,
            RequestCode.QUERY_CORRECTION_OFFSET,
            Map.of("topic", topic, "filterGroups", without, "compareGroup", comparedWith));
    return body.replace("{\"correctionOffsets\":", "").replace("\"", "").replaceAll("}$", "");
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

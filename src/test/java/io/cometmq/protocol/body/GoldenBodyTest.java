package io.cometmq.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.model.BrokerData;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.DataVersion;
import io.cometmq.model.MessageModel;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.QueueData;
import io.cometmq.model.SubscriptionData;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicRoute;
import io.cometmq.testkit.GoldenVector;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies as the official release writes them, read and written by ours. */
final class GoldenBodyTest {
  private static final String FILE = "bodies.jsonl";

  /** Judged here. */
  private static final Set<String> JUDGED =
      Set.of(
          "heartbeat_body",
          "heartbeat_body_v2_with_sub",
          "heartbeat_body_v2_without_sub",
          "topic_route_default",
          "topic_route_standard",
          "topic_route_order",
          "lock_batch_request",
          "lock_batch_response",
          "unlock_batch_request",
          "register_broker_body",
          "subscription_group_config",
          "topic_config_json",
          "data_version");

  /** Put together by handlers, and judged by the official client in the integration tests. */
  private static final Set<String> JUDGED_BY_CLIENTS =
      Set.of(
          "cluster_info",
          "consumer_list_body",
          "reset_offset_body",
          "topic_stats_body",
          "consume_stats_body",
          "consumer_connection_body",
          "topic_config_encoded",
          "query_assignment_request",
          "query_assignment_response",
          "batch_ack_body",
          "check_client_body",
          "consume_directly_result",
          "kv_table",
          "pop_checkpoint",
          "pop_ack_msg",
          "pop_batch_ack_msg");

  private static byte[] golden(String name) {
    return GoldenVector.named(FILE, name).bytes();
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Test
  void shouldPassOverNoBody() {
    assertThat(GoldenVector.of(FILE))
        .extracting(GoldenVector::name)
        .allMatch(name -> JUDGED.contains(name) || JUDGED_BY_CLIENTS.contains(name))
        .containsAll(JUDGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"heartbeat_body", "heartbeat_body_v2_with_sub"})
  void shouldReadHeartbeats(String name) {
    HeartbeatData data = HeartbeatData.read(golden(name));
    assertThat(data.clientId()).isEqualTo("192.168.1.2@4242#123");
    assertThat(data.producerGroups()).containsExactly("PG_demo");
    assertThat(data.withoutSub()).isFalse();
    assertThat(data.fingerprint()).isEqualTo(name.equals("heartbeat_body") ? 0 : -1_937_180_964);
    HeartbeatData.ConsumerData consumer = data.consumers().get(0);
    assertThat(consumer.groupName()).isEqualTo("CG_demo");
    assertThat(consumer.consumeType()).isEqualTo(ConsumeType.CONSUME_PASSIVELY);
    assertThat(consumer.messageModel()).isEqualTo(MessageModel.CLUSTERING);
    SubscriptionData subscription = consumer.subscriptions().get(0);
    assertThat(subscription.topic()).isEqualTo("TopicTest");
    assertThat(subscription.subVersion()).isEqualTo(1_700_000_000_000L);
    assertThat(subscription.tagsSet()).containsExactlyInAnyOrder("TagA", "TagB");
    assertThat(subscription.codeSet()).containsExactlyInAnyOrder(2_598_919, 2_598_920);
  }

  @Test
  void shouldReadHeartbeatWithoutSubscriptions() {
    HeartbeatData data = HeartbeatData.read(golden("heartbeat_body_v2_without_sub"));
    assertThat(data.withoutSub()).isTrue();
    assertThat(data.fingerprint()).isEqualTo(-1_937_180_964);
    assertThat(data.consumers().get(0).subscriptions()).isEmpty();
  }

  @Test
  void shouldReadHeartbeatsOfOtherLanguages() {
    String body =
        "{\"clientID\":\"go@1\",\"producerDataSet\":[],\"consumerDataSet\":[{\"groupName\":\"g\","
            + "\"consumeType\":\"SOMETHING_NEW\",\"subscriptionDataSet\":[{\"topic\":\"t\","
            + "\"subString\":\"a\",\"tagsSet\":[\"a\"],\"codeSet\":[\"97\"]}]}]}";
    HeartbeatData data = HeartbeatData.read(body.getBytes(StandardCharsets.UTF_8));
    assertThat(data.fingerprint()).isZero();
    assertThat(data.withoutSub()).isFalse();
    assertThat(data.consumers().get(0).consumeType()).isEqualTo(ConsumeType.CONSUME_PASSIVELY);
    assertThat(data.consumers().get(0).subscriptions().get(0).codeSet()).containsExactly(97);
  }

  @Test
  void shouldNameWhatHeartbeatLacks() {
    assertThatThrownBy(() -> HeartbeatData.read("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clientID");
  }

  @Test
  void shouldWriteRoutes() {
    TopicRoute route = route(null);
    assertThat(text(TopicRouteBody.write(route, false)))
        .isEqualTo(text(golden("topic_route_default")));
    assertThat(text(TopicRouteBody.write(route, true)))
        .isEqualTo(text(golden("topic_route_standard")));
    assertThat(text(TopicRouteBody.write(route("broker-a:4"), true)))
        .isEqualTo(text(golden("topic_route_order")));
    assertThat(TopicRouteBody.readQueues(JsonBody.read(golden("topic_route_default"))))
        .isEqualTo(route.queues());
  }

  private static TopicRoute route(@Nullable String order) {
    SortedMap<Long, String> addresses =
        new TreeMap<>(Map.of(0L, "192.168.1.1:10911", 1L, "192.168.1.4:10911"));
    return new TopicRoute(
        List.of(new BrokerData("DefaultCluster", "broker-a", addresses, false, null)),
        List.of(new QueueData("broker-a", 4, 4, 6, 0)),
        order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock_batch_request", "unlock_batch_request"})
  void shouldReadLocks(String name) {
    QueueLockBody body = QueueLockBody.read(golden(name));
    assertThat(body.clientId()).isEqualTo("192.168.1.2@4242#123");
    assertThat(body.consumerGroup()).isEqualTo("CG_demo");
    assertThat(body.queues()).containsExactly(new MessageQueue("TopicTest", "broker-a", 3));
    assertThat(text(QueueLockBody.write(body.queues())))
        .isEqualTo(text(golden("lock_batch_response")));
  }

  @Test
  void shouldReadRegistrationOfEitherForm() throws IOException {
    RegisterBrokerBody plain = RegisterBrokerBody.read(golden("register_broker_body"), false);
    assertThat(plain.version()).isEqualTo(new DataVersion(0, 1_700_000_000_000L, 2));
    assertThat(plain.topics())
        .containsExactlyInAnyOrder(
            TopicConfig.of("TopicTest", 4, 6), TopicConfig.of("TBW102", 8, 7));
    assertThat(RegisterBrokerBody.read(plain.write(), false)).isEqualTo(plain);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      text(out, text(golden("data_version")));
      out.writeInt(1);
      text(out, text(golden("topic_config_encoded")));
      text(out, "[]");
      out.writeInt(0);
    }
    RegisterBrokerBody compressed = RegisterBrokerBody.read(bytes.toByteArray(), true);
    assertThat(compressed.version().counter()).isEqualTo(3);
    assertThat(compressed.topics()).containsExactly(TopicConfig.of("TopicTest", 8, 6));
    byte[] cutOff = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
    assertThatThrownBy(() -> RegisterBrokerBody.read(cutOff, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged");
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Test
  void shouldKeepSettingsAsTheyAre() {
    assertThat(
            JsonBody.writeText(
                SubscriptionGroupBody.write(
                    SubscriptionGroupBody.read(
                        JsonBody.read(golden("subscription_group_config"))))))
        .satisfies(
            written ->
                assertThat(JsonBody.read(written.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(JsonBody.read(golden("subscription_group_config"))));
    assertThat(
            JsonBody.writeText(
                TopicConfigBody.write(
                    TopicConfigBody.read(JsonBody.read(golden("topic_config_json"))))))
        .isEqualTo(text(golden("topic_config_json")));
    assertThat(
            JsonBody.writeText(
                DataVersionBody.write(DataVersionBody.read(JsonBody.read(golden("data_version"))))))
        .isEqualTo(text(golden("data_version")));
  }
}

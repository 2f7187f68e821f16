package io.cometmq.nameserver.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.BrokerData;
import io.cometmq.model.DataVersion;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicRoute;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouteTableTest {
  private final RouteTable routes = new RouteTable();
  private final Object channel = new Object();

  private RegistrationResult register(String broker, long id, String address, String... topics) {
    return register(broker, id, address, null, 1, topics);
  }

  private RegistrationResult register(
      String broker,
      long id,
      String address,
      @Nullable Boolean actingMaster,
      long counter,
      String... topics) {
    List<TopicConfig> configs =
        Stream.of(topics).map(topic -> TopicConfig.of(topic, 4, 6)).toList();
    return routes.register(
        new Registration(
            "cluster",
            broker,
            id,
            address,
            "",
            1_000,
            actingMaster,
            null,
            channel,
            configs,
            new DataVersion(0, 1, counter)),
        0);
  }

  private TopicRoute route(String topic) {
    TopicRoute route = routes.route(topic);
    assertThat(route).isNotNull();
    return Objects.requireNonNull(route);
  }

  @Test
  void shouldTellWhereATopicIs() {
    register("a", 0, "h:1", "t", "u");
    register("b", 0, "h:2", "t", "v");
    assertThat(route("t").brokers()).extracting(BrokerData::brokerName).containsExactly("a", "b");
    assertThat(route("t").queues()).hasSize(2);
    assertThat(route("u").brokers()).hasSize(1);
    assertThat(routes.route("w")).isNull();
    assertThat(routes.topicsOf("cluster")).containsExactly("t", "u", "v");
  }

  @Test
  void shouldRefuseOneTopicFromABrokerItDoesNotKnow() {
    assertThat(register("a", 0, "h:1", "t").accepted()).isFalse();
    assertThat(routes.route("t")).isNull();
    assertThat(register("a", 0, "h:1", "t", "u").accepted()).isTrue();
    assertThat(register("a", 0, "h:1", null, 2, "v").accepted()).isTrue();
    assertThat(routes.topics()).containsExactly("t", "u", "v");
  }

  @Test
  void shouldForgetBrokersThatAreSilentOrGone() {
    register("a", 0, "h:1", "t", "u");
    assertThat(routes.expire(1_000)).isEmpty();
    routes.heartbeat("cluster", "h:1", 500);
    assertThat(routes.expire(1_400)).isEmpty();
    assertThat(routes.expire(1_501)).containsExactly(channel);
    assertThat(routes.route("t")).isNull();
    assertThat(routes.clusters()).isEmpty();

    register("a", 0, "h:1", "t", "u");
    assertThat(routes.connectionClosed(new Object())).isZero();
    assertThat(routes.connectionClosed(channel)).isEqualTo(1);
    assertThat(routes.liveBrokers()).isZero();
  }

  @Test
  void shouldNotForgetANewBrokerForAnOldFarewell() {
    register("a", 0, "h:1", "t", "u");
    register("a", 0, "h:2", null, 2, "t", "u");
    routes.unregister("cluster", "a", 0, "h:1");
    assertThat(route("t").brokers().get(0).brokerAddrs()).containsEntry(0L, "h:2");
  }

  @Test
  void shouldTellSlavesWhereTheirMasterIs() {
    register("a", 0, "h:1", "t", "u");
    assertThat(register("a", 1, "h:2", "t", "u").masterAddr()).isEqualTo("h:1");
    assertThat(route("t").brokers().get(0).brokerAddrs()).hasSize(2);
    routes.unregister("cluster", "a", 0, "h:1");
    assertThat(route("t").brokers().get(0).brokerAddrs()).containsOnlyKeys(1L);
  }

  @Test
  void shouldShowAnActingMasterUnderTheMastersIdAndWithoutWritePermission() {
    register("a", 0, "h:1", true, 1, "t", "u");
    register("a", 1, "h:2", true, 1, "t", "u");
    routes.unregister("cluster", "a", 0, "h:1");
    assertThat(route("t").brokers().get(0).brokerAddrs()).containsEntry(0L, "h:2");
    assertThat(route("t").queues().get(0).perm()).isEqualTo(4);
  }

  @Test
  void shouldKeepChangedPermissionsUntilTheBrokerTellsOthers() {
    register("a", 0, "h:1", "t", "u");
    assertThat(routes.changePerm("a", perm -> perm & ~2)).isEqualTo(2);
    register("a", 0, "h:1", "t", "u");
    assertThat(route("t").queues().get(0).perm()).isEqualTo(4);
    register("a", 0, "h:1", null, 2, "t", "u");
    assertThat(route("t").queues().get(0).perm()).isEqualTo(6);
  }

  @Test
  void shouldDeleteTopicsOfAllOrOfOneCluster() {
    register("a", 0, "h:1", "t", "u");
    routes.deleteTopic("t", "other");
    assertThat(route("t").brokers()).hasSize(1);
    routes.deleteTopic("t", "cluster");
    assertThat(routes.route("t")).isNull();
    routes.deleteTopic("u", null);
    assertThat(routes.topics()).isEmpty();
  }
}

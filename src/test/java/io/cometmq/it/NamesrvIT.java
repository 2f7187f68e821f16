package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What clients and brokers are told by the NameServer, byte by byte where it matters. */
@Execution(ExecutionMode.CONCURRENT)
final class NamesrvIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final byte[] NOTHING = {};

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private static String route(RawConnection namesrv, String topic, int version, boolean standard)
      throws IOException {
    Map<String, String> fields =
        standard
            ? Map.of("topic", topic, "acceptStandardJsonOnly", "true")
            : Map.of("topic", topic);
    namesrv.write(RawConnection.frame(105, 7, 0, version, fields, NOTHING));
    RawConnection.Answer answer = namesrv.read();
    assertThat(answer.code()).isZero();
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldAnswerRoutesInTheDialectOfTheClient() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory);
        RawConnection namesrv = new RawConnection(broker.port("namesrv"))) {
      String address = "127.0.0.1:" + broker.port("broker");
      String old = route(namesrv, "TBW102", 400, false);
      assertThat(old).contains("\"brokerAddrs\":{0:\"" + address + "\"}");
      String strict = "\"brokerAddrs\":{\"0\":\"" + address + "\"}";
      assertThat(route(namesrv, "TBW102", 401, false)).contains(strict);
      assertThat(route(namesrv, "TBW102", 300, true)).contains(strict);
      assertThat(route(namesrv, "TBW102", 479, false))
          .contains("\"queueDatas\":[{\"brokerName\":\"broker-a\",\"perm\":7,\"readQueueNums\":8")
          .contains("\"filterServerTable\":{}");
      RawConnection.Answer unknown = namesrv.call(105, Map.of("topic", "nowhere"));
      assertThat(unknown.code()).isEqualTo(17);
      assertThat(unknown.remark())
          .startsWith("No topic route info in name server for the topic: nowhere");
    }
  }

  @Test
  void shouldForgetABrokerThatWentAwayAndKnowItAgainWhenItIsBack() throws Exception {
    Path apart = Files.createDirectory(directory.resolve("namesrv"));
    try (BrokerProcess namesrv = BrokerProcess.start(apart, "roles=namesrv");
        BrokerProcess broker =
            BrokerProcess.start(
                Files.createDirectory(directory.resolve("broker")),
                "roles=broker",
                "broker.namesrv=" + namesrv.namesrv());
        RawConnection connection = new RawConnection(namesrv.port("namesrv"))) {
      assertThat(connection.call(105, Map.of("topic", "TBW102")).code()).isZero();
      broker.kill();
      await()
          .atMost(LONG)
          .until(() -> connection.call(105, Map.of("topic", "TBW102")).code() == 17);
      broker.restart();
      assertThat(connection.call(105, Map.of("topic", "TBW102")).code()).isZero();
      assertThat(broker.stop()).isZero();
      assertThat(connection.call(105, Map.of("topic", "TBW102")).code()).isEqualTo(17);
    }
  }

  @Test
  void shouldKeepSettingsOverARestartAndHandThemToClients() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      try (RawConnection namesrv = new RawConnection(broker.port("namesrv"))) {
        Map<String, String> value =
            Map.of("namespace", "ORDER_TOPIC_CONFIG", "key", "TBW102", "value", "broker-a:4");
        assertThat(namesrv.call(100, value).code()).isZero();
      }
      broker.kill();
      broker.restart();
      try (RawConnection namesrv = new RawConnection(broker.port("namesrv"))) {
        Map<String, String> key = Map.of("namespace", "ORDER_TOPIC_CONFIG", "key", "TBW102");
        assertThat(namesrv.call(101, key).fields()).containsEntry("value", "broker-a:4");
        assertThat(route(namesrv, "TBW102", 479, true))
            .contains("\"orderTopicConf\":\"broker-a:4\"");
        assertThat(namesrv.call(219, Map.of("namespace", "ORDER_TOPIC_CONFIG")).body())
            .asString(StandardCharsets.UTF_8)
            .isEqualTo("{\"table\":{\"TBW102\":\"broker-a:4\"}}");
        assertThat(namesrv.call(102, key).code()).isZero();
        assertThat(namesrv.call(101, key).code()).isEqualTo(22);
      }
    }
  }

  @Test
  void shouldTakeAndGiveWritePermission() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory);
        RawConnection namesrv = new RawConnection(broker.port("namesrv"))) {
      Map<String, String> name = Map.of("brokerName", "broker-a");
      assertThat(namesrv.call(205, name).number("wipeTopicCount")).isPositive();
      assertThat(route(namesrv, "BenchmarkTest", 479, true)).contains("\"perm\":4");
      assertThat(namesrv.call(327, name).number("addTopicCount")).isPositive();
      assertThat(route(namesrv, "BenchmarkTest", 479, true)).contains("\"perm\":6");
    }
  }

  @Test
  void shouldWantAllTopicsFromABrokerThatItDoesNotKnow() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, "roles=namesrv");
        RawConnection namesrv = new RawConnection(broker.port("namesrv"))) {
      Map<String, String> header =
          Map.of(
              "brokerName", "b",
              "brokerAddr", "127.0.0.1:1",
              "clusterName", "c",
              "haServerAddr", "",
              "brokerId", "0");
      String one = "\"t1\":{\"topicName\":\"t1\",\"perm\":6}";
      String two = one + ",\"t2\":{\"topicName\":\"t2\",\"perm\":6}";
      RawConnection.Answer refused = namesrv.call(103, header, registration(one));
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.remark()).startsWith("register broker failed");
      assertThat(namesrv.call(103, header, registration(two)).code()).isZero();
      assertThat(namesrv.call(103, header, registration(one)).code()).isZero();
      assertThat(route(namesrv, "t2", 479, true)).contains("127.0.0.1:1");
      assertThat(namesrv.call(216, Map.of("topic", "t2")).code()).isZero();
      assertThat(namesrv.call(105, Map.of("topic", "t2")).code()).isEqualTo(17);
      assertThat(namesrv.call(206, Map.of()).body())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("{\"topicList\":[\"t1\"]}");
      assertThat(namesrv.call(106, Map.of()).body())
          .asString(StandardCharsets.UTF_8)
          .contains("\"clusterAddrTable\":{\"c\":[\"b\"]}");
    }
  }

  private static byte[] registration(String topics) {
    return ("{\"topicConfigSerializeWrapper\":{\"dataVersion\":{\"counter\":1,\"timestamp\":1},"
            + "\"topicConfigTable\":{"
            + topics
            + "}}}")
        .getBytes(StandardCharsets.UTF_8);
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters on the wire: what is refused where, and which arrivals wake a pull that waits. */
final class SqlPullIT {
  private static final int CHECK_CLIENT = 46;
  private static final int RETRY_IMMEDIATELY = 20;
  private static final int PARSE_FAILED = 23;
  private static final int HOLD_MS = 600;

  private static BrokerProcess broker;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldRefusePullWithWrongCondition() throws IOException {
    String topic = Wire.topic(broker, "inline", 1);
    try (RawConnection raw = connection()) {
      RawConnection.Answer wrong = raw.call(Wire.PULL, sql(topic, 0, "a = 1 AND"));
      assertThat(wrong.code()).isEqualTo(PARSE_FAILED);
      assertThat(wrong.remark())
          .startsWith("SQL92 expression, position 10: found the end of the expression, expected");
      Map<String, String> pull = sql(topic, 0, "a = 1");
      pull.put("expressionType", "XPATH");
      RawConnection.Answer unknown = raw.call(Wire.PULL, pull);
      assertThat(unknown.code()).isEqualTo(PARSE_FAILED);
      assertThat(unknown.remark())
          .isEqualTo("expression type XPATH is unknown; allowed are TAG and SQL92");
    }
  }

  @Test
  void shouldCheckConditionsBeforeConsumersStart() throws IOException {
    try (RawConnection raw = connection()) {
      assertThat(check(raw, "SQL92", "a > 5 AND b IS NOT NULL").code()).isZero();
      assertThat(check(raw, "TAG", "a || b").code()).isZero();
      RawConnection.Answer wrong = check(raw, "SQL92", "a > 'x'");
      assertThat(wrong.code()).isEqualTo(PARSE_FAILED);
      assertThat(wrong.remark()).startsWith("SQL92 expression, position 5: found 'x', expected");
    }
  }

  @Test
  void shouldServeOtherSubscriptionsBesideWrongOne() throws IOException {
    String good = Wire.topic(broker, "good", 1);
    String bad = Wire.topic(broker, "bad", 1);
    try (RawConnection raw = connection()) {
      send(raw, good, "a", "5");
      send(raw, good, "a", "6");
      for (int i = 0; i < 3; i++) {
        heartbeat(raw, good, "a = 6", bad, "a = = 6");
      }
      RawConnection.Answer served = raw.call(Wire.PULL, subscribed(good));
      assertThat(served.code()).isZero();
      assertThat(text(served)).contains("a\u00016").doesNotContain("a\u00015");
      RawConnection.Answer refused = raw.call(Wire.PULL, subscribed(bad));
      assertThat(refused.code()).isEqualTo(PARSE_FAILED);
      assertThat(refused.remark()).startsWith("SQL92 expression, position 5: found =");
    }
    assertThat(broker.log().lines().filter(line -> line.contains("gets nothing of topic bad")))
        .hasSize(1)
        .allMatch(line -> line.contains("group half-wrong"))
        .allMatch(line -> line.contains("position 5: found =, expected a property"));
  }

  @Test
  void shouldDropMessagesWhoseTagHasOnlyTheHash() throws IOException {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    String topic = Wire.topic(broker, "colliding", 1);
    try (RawConnection raw = connection()) {
      send(raw, topic, "TAGS", "BB");
      send(raw, topic, "TAGS", "Aa");
      send(raw, topic, "TAGS", "BB");
      RawConnection.Answer found = raw.call(Wire.PULL, Wire.pull(topic, 0, "Aa || CC"));
      assertThat(found.code()).isZero();
      assertThat(text(found)).contains("TAGS\u0001Aa").doesNotContain("TAGS\u0001BB");
      assertThat(found.number("nextBeginOffset")).isEqualTo(3);
      assertThat(raw.call(Wire.PULL, Wire.pull(topic, 2, "Aa")).code())
          .isEqualTo(RETRY_IMMEDIATELY);
    }
  }

  @Test
  void shouldPassWhatIsNotWantedAtOnce() throws IOException {
    String topic = Wire.topic(broker, "sparse", 1);
    try (RawConnection raw = connection()) {
      for (int i = 0; i < 49; i++) {
        store(raw, topic, "a", Integer.toString(i));
      }
      send(raw, topic, "a", "49");
      RawConnection.Answer none = raw.call(Wire.PULL, sql(topic, 0, "a > 100"));
      assertThat(none.code()).isEqualTo(RETRY_IMMEDIATELY);
      assertThat(none.number("nextBeginOffset")).isEqualTo(50);
      RawConnection.Answer last = raw.call(Wire.PULL, sql(topic, 0, "a = 49"));
      assertThat(last.code()).isZero();
      assertThat(last.number("nextBeginOffset")).isEqualTo(50);
    }
  }

  @Test
  void shouldWakeHeldPullOnlyForWhatItWants() throws IOException {
    String topic = Wire.topic(broker, "held-sql", 1);
    try (RawConnection raw = connection();
        RawConnection sender = connection()) {
      long start = System.nanoTime();
      hold(raw, topic, "a = 'wanted'", HOLD_MS);
      send(sender, topic, "a", "unwanted");
      RawConnection.Answer over = raw.read();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(HOLD_MS - 50));
      assertThat(over.code()).isEqualTo(RETRY_IMMEDIATELY);
      assertThat(over.number("nextBeginOffset")).isEqualTo(1);
    }
  }

  @Test
  void shouldWakeHeldPullForWhatItWantsBehindOthers() throws IOException {
    String topic = Wire.topic(broker, "woken-sql", 1);
    try (RawConnection raw = connection();
        RawConnection sender = connection()) {
      hold(raw, topic, "a = 'wanted'", 30_000);
      send(sender, topic, "a", "unwanted");
      send(sender, topic, "a", "wanted");
      RawConnection.Answer woken = raw.read();
      assertThat(woken.code()).isZero();
      assertThat(woken.number("nextBeginOffset")).isEqualTo(2);
      assertThat(text(woken)).contains("a\u0001wanted").doesNotContain("a\u0001unwanted");
    }
  }

  private static void hold(RawConnection raw, String topic, String condition, long millis)
      throws IOException {
    Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") == 0);
    Map<String, String> pull = Wire.held(sql(topic, 0, condition), millis);
    raw.write(RawConnection.frame(Wire.PULL, 1, 0, pull, RawConnection.NO_BODY));
    Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") == 1);
  }

  private static RawConnection connection() throws IOException {
    return new RawConnection(broker.port("broker"));
  }

  private static String text(RawConnection.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** Sends a message and waits until it can be read. */
  private static void send(RawConnection raw, String topic, String name, String value)
      throws IOException {
    long offset = store(raw, topic, name, value);
    Map<String, String> queue = Map.of("topic", topic, "queueId", "0");
    Awaitility.await().until(() -> raw.call(Wire.MAX_OFFSET, queue).number("offset") > offset);
  }

  private static long store(RawConnection raw, String topic, String name, String value)
      throws IOException {
    Map<String, String> fields = Wire.send(topic);
    fields.put("i", name + "\u0001" + value + "\u0002");
    RawConnection.Answer sent = raw.call(Wire.SEND, fields, new byte[] {1});
    assertThat(sent.code()).isZero();
    return sent.number("queueOffset");
  }

  private static Map<String, String> sql(String topic, long offset, String condition) {
    Map<String, String> pull = Wire.pull(topic, offset, condition);
    pull.put("expressionType", "SQL92");
    return pull;
  }

  /** A pull by what the group's heartbeat has said. */
  private static Map<String, String> subscribed(String topic) {
    Map<String, String> pull = Wire.pull(topic, 0, "*");
    pull.put("consumerGroup", "half-wrong");
    pull.put("sysFlag", "0");
    pull.put("subVersion", "7");
    return pull;
  }

  private static RawConnection.Answer check(RawConnection raw, String type, String expression)
      throws IOException {
    String body =
        """
        {"clientId":"checked","group":"checking","namespace":"",
         "subscriptionData":{"topic":"t","subString":"%s","expressionType":"%s"}}\
        """
            .formatted(expression, type);
    return raw.call(CHECK_CLIENT, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static void heartbeat(
      RawConnection raw, String one, String condition, String other, String otherCondition)
      throws IOException {
    String subscription =
        """
        {"topic":"%s","subString":"%s","subVersion":7,"expressionType":"SQL92","tagsSet":[],
         "codeSet":[],"classFilterMode":false}\
        """;
    String body =
        """
        {"clientID":"half","producerDataSet":[],"consumerDataSet":[{"groupName":"half-wrong",
         "consumeType":"CONSUME_PASSIVELY","messageModel":"CLUSTERING","unitMode":false,
         "consumeFromWhere":"CONSUME_FROM_FIRST_OFFSET","subscriptionDataSet":[%s,%s]}]}\
        """
            .formatted(
                subscription.formatted(one, condition),
                subscription.formatted(other, otherCondition));
    int opaque = 4711;
    raw.write(
        RawConnection.frame(
            Wire.HEARTBEAT, opaque, 0, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    assertThat(raw.read(frame -> frame.opaque() == opaque && frame.flag() == 1).code()).isZero();
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls that can't be served are answered with the code that clients act upon. */
final class PullRefusalIT {
  private static final int NO_PERMISSION = 16;
  private static final int TOPIC_NOT_EXIST = 17;
  private static final int SUBSCRIPTION_PARSE_FAILED = 23;
  private static final int SUBSCRIPTION_NOT_EXIST = 24;
  private static final int INVALID_PARAMETER = 29;

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
  void shouldRefuseUnknownTopic() throws IOException {
    assertRefused(Wire.pull("unknown", 0, "*"), TOPIC_NOT_EXIST, "unknown");
  }

  @Test
  void shouldRefuseTopicWithoutReadPermission() throws IOException {
    String topic = Wire.topic(broker, "write-only", 1, Wire.WRITE);
    assertRefused(Wire.pull(topic, 0, "*"), NO_PERMISSION, topic);
  }

  @Test
  void shouldRefuseQueueThatTopicDoesNotHave() throws IOException {
    String topic = Wire.topic(broker, "two", 2);
    for (String queueId : new String[] {"2", "-1", "1000000"}) {
      Map<String, String> fields = Wire.pull(topic, 0, "*");
      fields.put("queueId", queueId);
      assertRefused(fields, INVALID_PARAMETER, "queueId[" + queueId + "]");
    }
  }

  @Test
  void shouldRefuseGroupThatNobodyHasAnnounced() throws IOException {
    Map<String, String> fields = Wire.pull(Wire.topic(broker, "silent", 1), 0, "*");
    fields.put("sysFlag", "0");
    assertRefused(fields, SUBSCRIPTION_NOT_EXIST, "raw-consumer");
  }

  @Test
  void shouldRefuseConditionThatIsNone() throws IOException {
    Map<String, String> fields = Wire.pull(Wire.topic(broker, "sql", 1), 0, "a > > 5");
    fields.put("expressionType", "SQL92");
    assertRefused(fields, SUBSCRIPTION_PARSE_FAILED, "position");
  }

  @Test
  void shouldSayWhichFieldIsMissing() throws IOException {
    Map<String, String> fields = Wire.pull(Wire.topic(broker, "incomplete", 1), 0, "*");
    fields.remove("queueOffset");
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer answer = raw.call(Wire.PULL, fields);
      assertThat(answer.code()).isNotZero();
      assertThat(answer.remark()).contains("queueOffset");
    }
  }

  private static void assertRefused(Map<String, String> fields, int code, String text)
      throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer answer = raw.call(Wire.PULL, fields);
      assertThat(answer.code()).as(answer.remark()).isEqualTo(code);
      assertThat(answer.remark()).contains(text);
    }
  }
}

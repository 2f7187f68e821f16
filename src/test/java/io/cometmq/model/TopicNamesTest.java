package io.cometmq.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"T", "Topic-1_x", "%RETRY%CG", "%DLQ%CG", "a|b", "0"})
  void shouldTakeGoodNames(String name) {
    assertThat(TopicNames.topicProblem(name)).isNull();
    assertThat(TopicNames.groupProblem(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a.b", "主题", "a/b", "a\u0001", "a\n", "é", "a\u0000"})
  void shouldNameTheCharactersThatAreAllowed(String name) {
    assertThat(TopicNames.topicProblem(name))
        .isEqualTo(
            "the specified topic[%s] contains illegal characters, allowing only"
                + " ^[%%|a-zA-Z0-9_-]+$",
            name);
    assertThat(TopicNames.groupProblem(name)).contains("the specified group[" + name + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void shouldRefuseBlankNames(String name) {
    assertThat(TopicNames.topicProblem(name)).isEqualTo("the specified topic is blank");
    assertThat(TopicNames.groupProblem(name)).isEqualTo("the specified group is blank");
  }

  @Test
  void shouldAllowDerivedTopicsToBeLonger() {
    assertThat(TopicNames.topicProblem("t".repeat(127))).isNull();
    assertThat(TopicNames.topicProblem("t".repeat(128))).contains("longer").contains("127");
    assertThat(TopicNames.topicProblem(TopicNames.retryTopic("g".repeat(248)))).isNull();
    assertThat(TopicNames.topicProblem(TopicNames.retryTopic("g".repeat(249)))).contains("255");
    assertThat(TopicNames.topicProblem(TopicNames.dlqTopic("g".repeat(250)))).isNull();
    assertThat(TopicNames.groupProblem("g".repeat(255))).isNull();
    assertThat(TopicNames.groupProblem("g".repeat(256))).contains("255");
  }

  @ParameterizedTest
  @CsvSource({
    "TBW102, true, false",
    "SCHEDULE_TOPIC_XXXX, true, true",
    "RMQ_SYS_TRANS_HALF_TOPIC, true, true",
    "RMQ_SYS_TRANS_OP_HALF_TOPIC, true, true",
    "TRANS_CHECK_MAX_TIME_TOPIC, true, true",
    "SELF_TEST_TOPIC, true, true",
    "OFFSET_MOVED_EVENT, true, true",
    "RMQ_SYS_TRACE_TOPIC, true, false",
    "BenchmarkTest, true, false",
    "rmq_sys_anything, true, false",
    "RMQ_SYS_anything, false, false",
    "TopicTest, false, false"
  })
  void shouldKnowTheBrokersOwnTopics(String topic, boolean system, boolean refusesSends) {
    assertThat(TopicNames.isSystem(topic)).isEqualTo(system);
    assertThat(TopicNames.refusesSends(topic)).isEqualTo(refusesSends);
  }

  @ParameterizedTest
  @CsvSource({"TOOLS_CONSUMER, true", "CID_RMQ_SYS_x, true", "CG_demo, false"})
  void shouldKnowTheGroupsOfTools(String group, boolean system) {
    assertThat(TopicNames.isSystemGroup(group)).isEqualTo(system);
  }

  @Test
  void shouldDeriveTopicsFromGroups() {
    assertThat(TopicNames.retryTopic("CG")).isEqualTo("%RETRY%CG");
    assertThat(TopicNames.dlqTopic("CG")).isEqualTo("%DLQ%CG");
    assertThat(TopicNames.isRetry("%RETRY%CG")).isTrue();
    assertThat(TopicNames.isRetry("%DLQ%CG")).isFalse();
  }
}

package io.cometmq.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.TopicConfig;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TopicRulesTest {
  private final TopicRules rules = new TopicRules("c", "b", true, 8);

  @Test
  void shouldMakeTopicsAfterTheirPattern() {
    TopicConfig pattern = TopicConfig.of("TBW102", 8, 7);
    TopicConfig made = rules.forSend("t", pattern, 4, false);
    assertThat(made).isEqualTo(TopicConfig.of("t", 4, 6));
    assertThat(Objects.requireNonNull(rules.forSend("t", pattern, 100, false)).queues())
        .isEqualTo(8);
    assertThat(Objects.requireNonNull(rules.forSend("t", pattern, 4, true)).topicSysFlag())
        .isEqualTo(1);
  }

  @Test
  void shouldMakeNoTopicWithoutAPatternThatAllowsIt() {
    assertThat(rules.forSend("t", null, 4, false)).isNull();
    assertThat(rules.forSend("t", TopicConfig.of("TBW102", 8, 6), 4, false)).isNull();
  }

  @Test
  void shouldMakeRetryTopicsInAnyCase() {
    assertThat(rules.forSend("%RETRY%g", null, 4, false))
        .isEqualTo(TopicConfig.of("%RETRY%g", 1, 6));
  }

  @Test
  void shouldOfferThePatternOnlyWhenTopicsMayBeMade() {
    assertThat(rules.initial()).extracting(TopicConfig::topicName).contains("TBW102", "c", "b");
    assertThat(new TopicRules("c", "b", false, 8).initial())
        .extracting(TopicConfig::topicName)
        .doesNotContain("TBW102")
        .hasSizeGreaterThan(1);
  }

  @Test
  void shouldKnowItsOwnTopics() {
    assertThat(rules.isSystem("c")).isTrue();
    assertThat(rules.isSystem("SCHEDULE_TOPIC_XXXX")).isTrue();
    assertThat(rules.isSystem("rmq_sys_anything")).isTrue();
    assertThat(rules.isSystem("orders")).isFalse();
  }
}

package io.cometmq.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pages may connect. */
final class OriginRuleTest {
  @Test
  void shouldAllowOwnPagesAndNoPages() {
    OriginRule rule = new OriginRule(List.of());
    assertThat(rule.allows(null, "mq:8080")).isTrue();
    assertThat(rule.allows("http://mq:8080", "mq:8080")).isTrue();
    assertThat(rule.allows("https://mq:8080", "mq:8080")).isTrue();
    assertThat(rule.allows("http://mq:8081", "mq:8080")).isFalse();
    assertThat(rule.allows("http://evil/mq:8080", "mq:8080")).isFalse();
    assertThat(rule.allows("null", "mq:8080")).isFalse();
    assertThat(rule.allows("http://mq", null)).isFalse();
  }

  @Test
  void shouldAllowListedPages() {
    OriginRule rule = new OriginRule(List.of("https://shop.example"));
    assertThat(rule.allows("https://shop.example", "mq:8080")).isTrue();
    assertThat(rule.allows("http://shop.example", "mq:8080")).isFalse();
    assertThat(new OriginRule(List.of("*")).allows("null", "mq:8080")).isTrue();
  }
}

package io.cometmq.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubscriptionDataTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "*", " * "})
  void shouldReadNoExpressionAsAll(String expression) {
    SubscriptionData data = SubscriptionData.parse("T", expression);

    assertThat(data.subString()).isEqualTo("*");
    assertThat(data.tagsSet()).isEmpty();
    assertThat(data.codeSet()).isEmpty();
    assertThat(data.expressionType()).isEqualTo("TAG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TagA||TagB", " TagA || TagB ", "TagB||TagA||TagB", "||TagA|| ||TagB||"})
  void shouldReadTagsInAnySpelling(String expression) {
    SubscriptionData data = SubscriptionData.parse("T", expression);

    assertThat(data.tagsSet()).isEqualTo(Set.of("TagA", "TagB"));
    assertThat(data.codeSet()).isEqualTo(Set.of("TagA".hashCode(), "TagB".hashCode()));
  }

  @Test
  void shouldNotSplitAtASingleBar() {
    assertThat(SubscriptionData.parse("T", "a|b").tagsSet()).isEqualTo(Set.of("a|b"));
  }
}

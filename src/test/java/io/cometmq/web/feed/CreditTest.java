package io.cometmq.web.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a page is ready to take. */
final class CreditTest {
  @Test
  void shouldCountDownAndUp() {
    Credit credit = new Credit(3, 10);
    credit.take(2);
    assertThat(credit.left()).isEqualTo(1);
    credit.add(5);
    assertThat(credit.left()).isEqualTo(6);
  }

  @Test
  void shouldKeepNoMoreThanTheMost() {
    Credit credit = new Credit(50, 10);
    assertThat(credit.left()).isEqualTo(10);
    credit.add(Integer.MAX_VALUE);
    assertThat(credit.left()).isEqualTo(10);
  }

  @Test
  void shouldNotGoBelowZero() {
    Credit credit = new Credit(1, 10);
    assertThatThrownBy(() -> credit.take(2)).isInstanceOf(IllegalStateException.class);
  }
}

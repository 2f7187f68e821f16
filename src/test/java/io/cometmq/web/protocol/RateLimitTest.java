package io.cometmq.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** So many in a second. */
final class RateLimitTest {
  @Test
  void shouldLetThroughSoManyInASecond() {
    RateLimit limit = new RateLimit(10, 0);
    for (int i = 0; i < 10; i++) {
      assertThat(limit.take(0)).isTrue();
    }
    assertThat(limit.take(0)).isFalse();
    assertThat(limit.take(100)).isTrue();
    assertThat(limit.take(150)).isFalse();
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += limit.take(10_000) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(10);
  }

  @Test
  void shouldBearAClockThatGoesBack() {
    RateLimit limit = new RateLimit(1, 1_000);
    assertThat(limit.take(1_000)).isTrue();
    assertThat(limit.take(0)).isFalse();
    assertThat(limit.take(1_000)).isTrue();
  }
}

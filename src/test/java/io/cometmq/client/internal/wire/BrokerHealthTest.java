package io.cometmq.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BrokerHealthTest {
  private final BrokerHealth health = new BrokerHealth();

  @Test
  void shouldPauseLongerWithEachFailureAndForgetWithAnswer() {
    assertThat(health.isUsable(0)).isTrue();
    health.failed(1_000);
    assertThat(health.isUsable(1_199)).isFalse();
    assertThat(health.isUsable(1_200)).isTrue();
    health.failed(1_200);
    assertThat(health.isUsable(1_599)).isFalse();
    for (int i = 0; i < 10; i++) {
      health.failed(2_000 + 30_000 * i);
    }
    assertThat(health.isUsable(301_999)).isFalse();
    assertThat(health.isUsable(302_000)).isTrue();
    health.failed(302_000);
    health.answered(1_000_000, 2_000);
    assertThat(health.isUsable(2_000)).isTrue();
  }

  @Test
  void shouldForgetSlownessWithTime() {
    health.answered(80_000_000, 1_000);
    assertThat(health.expectedNanos(1_000)).isEqualTo(80_000_000);
    assertThat(health.expectedNanos(3_000)).isEqualTo(20_000_000);
    assertThat(health.expectedNanos(200_000)).isZero();
    health.answered(0, 1_000);
    assertThat(health.expectedNanos(1_000)).isEqualTo(70_000_000);
  }

  @Test
  void shouldCountManyFailuresOfOneMomentOnce() {
    BrokerHealth health = new BrokerHealth();
    for (int i = 0; i < 100; i++) {
      health.failed(1_000);
    }
    assertThat(health.isUsable(1_199)).isFalse();
    assertThat(health.isUsable(1_200)).isTrue();
    health.failed(1_200);
    assertThat(health.isUsable(1_599)).isFalse();
    assertThat(health.isUsable(1_600)).isTrue();
  }
}

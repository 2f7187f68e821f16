package io.cometmq.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.model.DelayLevels;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DetourRulesTest {
  private static final long NOW = 1_800_000_000_000L;
  private final AtomicLong waiting = new AtomicLong();
  private final DetourRules rules = new DetourRules(DelayLevels.STANDARD, 60_000, 8, waiting::get);

  @Test
  void shouldTakeNoMoreTimedMessagesThanMayWait() {
    waiting.set(7);
    assertThat(rules.ofTime(NOW + 1, NOW)).isNotNull();
    waiting.set(8);
    assertThatThrownBy(() -> rules.ofTime(NOW + 1, NOW))
        .isInstanceOf(TimersFullException.class)
        .hasMessageContaining("8 messages wait")
        .hasMessageContaining("delay.max-timers");
    // those by level take no heap, and those that are due do not wait
    assertThat(rules.ofLevel(1).isTimed()).isFalse();
    assertThat(rules.ofTime(NOW, NOW)).isNull();
  }

  @Test
  void shouldLeaveRoomToTakeMessagesBack() {
    waiting.set(9);
    rules.checkRoomToRecall();
    waiting.set(10);
    assertThatThrownBy(rules::checkRoomToRecall).isInstanceOf(TimersFullException.class);
  }

  @Test
  void shouldRefuseTimesTooFarAhead() {
    assertThat(rules.ofTime(NOW + 60_000, NOW)).isNotNull();
    assertThatThrownBy(() -> rules.ofTime(NOW + 60_001, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delay.max");
  }
}

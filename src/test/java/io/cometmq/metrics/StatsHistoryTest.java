package io.cometmq.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StatsHistoryTest {
  private static final long START = 1_700_000_000_000L;

  private final BrokerStats stats = new BrokerStats(new SimpleMeterRegistry());
  private final StatsHistory history = new StatsHistory(stats, START, ZoneOffset.UTC);

  private StatsHistory.Windows windows(long nowMs) {
    return history.of(Objects.requireNonNull(stats.in().get("t")), nowMs);
  }

  @Test
  void shouldCountFromTheStartWhileThatIsNotLongAgo() {
    stats.onStored("t", 5, 50);
    assertThat(windows(START + 2_000).day()).isEqualTo(new StatsHistory.Window(5, 50, 2_000));
    history.tick(START + 10_000);
    stats.onStored("t", 1, 10);
    assertThat(windows(START + 12_000).minute()).isEqualTo(new StatsHistory.Window(6, 60, 12_000));
  }

  @Test
  void shouldForgetWhatIsOlderThanTheWindow() {
    for (int i = 1; i <= 360 * 30; i++) {
      stats.onStored("t", 1, 100);
      history.tick(START + i * 10_000L);
    }
    long now = START + 360 * 30 * 10_000L;
    assertThat(windows(now).minute()).isEqualTo(new StatsHistory.Window(6, 600, 60_000));
    assertThat(windows(now).hour().messages()).isBetween(360L, 420L);
    assertThat(windows(now).day().messages()).isBetween(360L * 24, 360L * 25);
  }

  @Test
  void shouldRememberTotalsOfTheMorning() {
    stats.onStored("t", 5, 50);
    history.tick(START);
    history.tick(START + 86_400_000);
    stats.onStored("t", 2, 20);
    history.tick(START + 2 * 86_400_000);
    assertThat(history.yesterdayMorning()).isEqualTo(new StatsHistory.Day(5, 0));
    assertThat(history.thisMorning()).isEqualTo(new StatsHistory.Day(7, 0));
  }
}

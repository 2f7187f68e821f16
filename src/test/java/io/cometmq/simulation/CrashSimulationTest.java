package io.cometmq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** For other seeds, or more: {@code -Dcometmq.seed=17 -Dcometmq.runs=1000}. */
final class CrashSimulationTest {
  private static final long FIRST = Long.getLong("cometmq.seed", 0);
  private static final int RUNS = Integer.getInteger("cometmq.runs", 400);

  @Test
  void shouldKeepItsPromisesHoweverItsLivesEnd() {
    LongStream.range(FIRST, FIRST + RUNS).forEach(seed -> new CrashRun(seed).run());
  }

  @Test
  void shouldDoTheSameForTheSameSeed() {
    assertThat(new CrashRun(42).run()).isNotEmpty().isEqualTo(new CrashRun(42).run());
  }
}

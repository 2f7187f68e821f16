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
    int reused =
        LongStream.range(FIRST, FIRST + RUNS).mapToInt(CrashSimulationTest::filesReusedBy).sum();
    assertThat(reused).as("expired files that were used again").isGreaterThan(RUNS / 10);
  }

  private static int filesReusedBy(long seed) {
    CrashRun run = new CrashRun(seed);
    run.run();
    return run.reused();
  }

  @Test
  void shouldDoTheSameForTheSameSeed() {
    assertThat(new CrashRun(42).run()).isNotEmpty().isEqualTo(new CrashRun(42).run());
  }
}

package io.cometmq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CrashSimulationTest {
  private static final int RUNS = Integer.getInteger("cometmq.runs", 300);

  @Test
  void shouldKeepItsPromisesWhereverTheMachineStops() {
    long first = Long.getLong("cometmq.seed", System.nanoTime() >>> 1);
    for (long seed = first; seed < first + RUNS; seed++) {
      CrashRun run = new CrashRun(seed);
      try {
        run.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed " + seed + " failed; again with -Dcometmq.seed=" + seed + ": " + e, e);
      }
    }
  }

  @Test
  void shouldDoTheSameForTheSameSeed() {
    CrashRun one = new CrashRun(42);
    CrashRun other = new CrashRun(42);
    one.run();
    other.run();
    assertThat(one.trace()).isNotEmpty().isEqualTo(other.trace());
  }
}

package io.cometmq.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Delayed messages come each once, whatever is killed, taken back, rolled and deleted meanwhile.
 */
final class DelaySimulationTest {
  private static final int RUNS = 6;
  private static final int STEPS = 1_500;

  /** The log file with the message that took another one back went before that was saved. */
  private static final long EARLY_DELETION = 44451957253119L;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void shouldKeepInTheLogWhatAStartWouldHaveToLookAtAgain() throws Exception {
    DelayRun run = new DelayRun(EARLY_DELETION, directory);
    run.run(STEPS);
    assertThat(run.wrong()).isEmpty();
    assertThat(run.deletedBytes()).isPositive();
  }

  @Test
  void shouldDeliverEachMessageOnceAndNoneThatWasTakenBack() throws Exception {
    long first = Long.getLong("cometmq.seed", System.nanoTime());
    int kills = 0;
    int rolled = 0;
    int recalled = 0;
    long deleted = 0;
    for (long seed = first; seed < first + RUNS; seed++) {
      DelayRun run = new DelayRun(seed, directory.resolve(Long.toString(seed)));
      run.run(STEPS);
      assertThat(run.wrong()).as("seed %d", seed).isEmpty();
      kills += run.kills();
      rolled += run.rolled();
      recalled += run.recalled();
      deleted += run.deletedBytes();
    }
    System.out.printf(
        "DelaySimulationTest seeds from %d: %d kills, %d taken back, %d rolled, %d bytes deleted%n",
        first, kills, recalled, rolled, deleted);
    assertThat(kills).isPositive();
    assertThat(rolled).isPositive();
    assertThat(recalled).isPositive();
    assertThat(deleted).isPositive();
  }
}

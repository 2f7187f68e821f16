package io.cometmq.simulation;

import io.cometmq.testkit.SimulatedCrash;
import io.cometmq.testkit.SimulatedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A store that lives several times; each life ends in a way that the seed decides. */
final class CrashRun {
  private static final Path ROOT = Path.of("store");
  private static final int LIVES = 5;
  private static final int MOST_STEPS = 150;
  private static final int MOST_CALLS = 150;

  private final long seed;
  private final Random random;
  private final StoreWork work;
  private SimulatedFiles files = new SimulatedFiles(ROOT);
  private boolean powerLoss;

  CrashRun(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.work = new StoreWork(random);
  }

  /** Runs and returns what was done. */
  List<String> run() {
    try {
      for (int life = 0; life < LIVES; life++) {
        live();
        boolean down = random.nextInt(3) > 0;
        work.note(down ? "power loss" : "kill");
        files = down ? files.powerLoss(random) : files.kill();
        powerLoss |= down;
      }
      work.open(ROOT, files, powerLoss);
      return work.trace();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed " + seed + " fails after\n  " + String.join("\n  ", work.trace()), e);
    }
  }

  /** How often an expired file became a file of the log again. */
  int reused() {
    return work.reused();
  }

  private void live() {
    if (random.nextInt(3) > 0) {
      files.crashAfter(random.nextInt(MOST_CALLS));
    }
    try {
      work.open(ROOT, files, powerLoss);
      powerLoss = false;
      int steps = random.nextInt(MOST_STEPS);
      for (int i = 0; i < steps; i++) {
        work.step();
        if (random.nextInt(20) == 0) {
          files.writeSomeBack(random);
        }
      }
      if (random.nextInt(4) == 0) {
        work.close();
      }
    } catch (SimulatedCrash e) {
      work.note(String.valueOf(e.getMessage()));
    }
  }
}

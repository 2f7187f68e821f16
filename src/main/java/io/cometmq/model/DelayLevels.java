package io.cometmq.model;

import java.util.List;

/**
 * The delays that a message may ask for by number, level 1 first. Immutable.
 *
 * @param delaysMs delay of each level in milliseconds, at least one
 */
public record DelayLevels(List<Long> delaysMs) {
  /** RocketMQ's levels: 1s 5s 10s 30s, 1m to 10m, 20m 30m 1h 2h. */
  public static final DelayLevels STANDARD =
      new DelayLevels(
          List.of(
              1_000L,
              5_000L,
              10_000L,
              30_000L,
              60_000L,
              120_000L,
              180_000L,
              240_000L,
              300_000L,
              360_000L,
              420_000L,
              480_000L,
              540_000L,
              600_000L,
              1_200_000L,
              1_800_000L,
              3_600_000L,
              7_200_000L));

  /** Copies the list. */
  public DelayLevels {
    delaysMs = List.copyOf(delaysMs);
    if (delaysMs.isEmpty()) {
      throw new IllegalArgumentException("no delay levels");
    }
  }

  /** The highest level. */
  public int max() {
    return delaysMs.size();
  }

  /** The level that counts when this one, 1 or more, is asked for: the highest if there is none. */
  public int effective(int level) {
    return Math.min(level, max());
  }

  /** Delay of a level from 1 on, in milliseconds; that of the highest for those beyond. */
  public long delayMs(int level) {
    return delaysMs.get(effective(level) - 1);
  }
}

package io.cometmq.config;

import java.util.List;

/**
 * Settings of delayed messages. Immutable.
 *
 * @param levelsMs delay of each level in milliseconds, level 1 first
 * @param maxMs how far ahead a message may be due
 * @param maxTimers how many messages with times of their own may wait
 */
public record DelayConfig(List<Long> levelsMs, long maxMs, int maxTimers) {
  static DelayConfig of(ConfigValues values) {
    return new DelayConfig(
        values.get(ConfigKeys.DELAY_LEVELS),
        values.get(ConfigKeys.DELAY_MAX),
        values.get(ConfigKeys.DELAY_MAX_TIMERS));
  }
}

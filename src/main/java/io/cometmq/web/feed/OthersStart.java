package io.cometmq.web.feed;

import io.cometmq.web.protocol.StartAt;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins on other brokers. Immutable.
 *
 * @param reason why its cursor could not be honoured; null when it could, or there was none
 */
record OthersStart(Elsewhere elsewhere, @Nullable String reason) {
  /** From which time on queues are read that become known later. */
  static long sinceMs(StartAt start, long nowMs) {
    if (start instanceof StartAt.Latest) {
      return nowMs;
    }
    return start instanceof StartAt.Time time ? Math.max(0, time.epochMs()) : 0;
  }
}

package io.cometmq.broker.delay;

import java.util.Map;

/**
 * What has been delivered, as it is saved. Immutable.
 *
 * @param levels next offset of each level's queue, by level from 1 on
 * @param logPosition what was delivered later than this says stands in the log behind this position
 * @param timers the same of messages with times of their own
 */
record DelayState(Map<Integer, Long> levels, long logPosition, Timers timers) {
  /**
   * Of messages with times of their own.
   *
   * @param firstOffset every message before this offset is done
   * @param readOffset of those from the first offset up to here ...
   * @param doneMs ... all that are due by then are done
   */
  record Timers(long firstOffset, long readOffset, long doneMs) {
    static final Timers NONE = new Timers(0, 0, 0);
  }

  DelayState {
    levels = Map.copyOf(levels);
  }
}

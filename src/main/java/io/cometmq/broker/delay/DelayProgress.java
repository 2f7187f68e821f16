package io.cometmq.broker.delay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What others may know of delayed messages. Written by the delay context, read by any thread. */
public final class DelayProgress {
  // replaced as a whole
  private volatile Levels levels = new Levels(Map.of(), 0);
  private volatile long waitingForLevel;
  private volatile long waitingForTime;
  // nothing may be deleted before it is known what is needed
  private volatile long neededFrom;

  private record Levels(Map<Integer, Long> offsets, long changes) {}

  void levels(Map<Integer, Long> offsets, long waiting) {
    Levels before = levels;
    if (!offsets.equals(before.offsets)) {
      levels = new Levels(Map.copyOf(offsets), before.changes + 1);
    }
    waitingForLevel = waiting;
  }

  void waitingForTime(long waiting) {
    waitingForTime = waiting;
  }

  void neededFrom(long position) {
    neededFrom = position;
  }

  /** Next offset to deliver of each level's queue, by level from 1 on. */
  public Map<Integer, Long> offsets() {
    return levels.offsets;
  }

  /** The same as RocketMQ's tools read it. */
  public ObjectNode offsetsJson() {
    Levels now = levels;
    return DelayStateFile.levels(now.offsets, now.changes);
  }

  /** Messages that wait for the end of a delay by level. */
  public long waitingForLevel() {
    return waitingForLevel;
  }

  /** Messages that wait for a time of their own. */
  public long waitingForTime() {
    return waitingForTime;
  }

  /** Position in the log of the oldest message that is waiting; the largest number if none is. */
  public long neededFrom() {
    return neededFrom;
  }
}

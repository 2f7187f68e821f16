package io.cometmq.broker.delay;

import io.cometmq.model.DelayLevels;
import io.cometmq.model.TopicNames;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.store.read.QueueReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The queues of messages delayed by level. Within a queue all wait equally long, so only its next
 * one has to be known. Owned by the delay context.
 */
final class LevelQueues {
  private static final int MAX_LEVELS = 64;
  private static final int UNITS = 512;
  private static final int TAKEN_AT_ONCE = 128;

  private final ConsumeQueueTable queues;
  private final QueueReader reader;
  private final DelayLevels levels;
  private final DeliveredCopies copies;
  // the last message of each level that was found delivered by its copy
  private final long[] lastCopy = new long[MAX_LEVELS];
  private final long[] next = new long[MAX_LEVELS];
  // of the next message where it is known, else the largest number
  private final long[] dueMs = new long[MAX_LEVELS];

  LevelQueues(
      ConsumeQueueTable queues,
      QueueReader reader,
      DelayLevels levels,
      DeliveredCopies copies,
      Map<Integer, Long> saved) {
    this.queues = queues;
    this.reader = reader;
    this.levels = levels;
    this.copies = copies;
    Arrays.fill(dueMs, Long.MAX_VALUE);
    Arrays.fill(lastCopy, -1);
    saved.forEach(
        (level, offset) -> {
          if (level > 0 && level <= MAX_LEVELS) {
            next[level - 1] = offset;
          }
        });
    for (ConsumeQueue queue : queues.queues(TopicNames.SCHEDULE)) {
      if (queue.queueId() < MAX_LEVELS) {
        findCopies(queue);
      }
    }
  }

  private void findCopies(ConsumeQueue queue) {
    int index = queue.queueId();
    reader.units(
        queue,
        next[index],
        Integer.MAX_VALUE,
        (offset, position, size, tagsCode) -> {
          if (copies.contains(position)) {
            lastCopy[index] = offset;
          }
          return position <= copies.last();
        });
  }

  /** Whether {@link #offsets} say by themselves what was learnt from copies at start. */
  boolean coversCopies() {
    for (int i = 0; i < MAX_LEVELS; i++) {
      if (next[i] <= lastCopy[i]) {
        return false;
      }
    }
    return true;
  }

  /** Takes messages that are due, so many from each level that none keeps another waiting. */
  void takeDue(long nowMs, List<DueMessage> due) {
    for (ConsumeQueue queue : queues.queues(TopicNames.SCHEDULE)) {
      int index = queue.queueId();
      if (index < MAX_LEVELS
          && (dueMs[index] <= nowMs
              || dueMs[index] == Long.MAX_VALUE && next[index] != queue.maxOffset())) {
        take(queue, nowMs, due);
      }
    }
  }

  private void take(ConsumeQueue queue, long nowMs, List<DueMessage> due) {
    int index = queue.queueId();
    int before = due.size();
    dueMs[index] = Long.MAX_VALUE;
    if (next[index] > queue.maxOffset()) {
      // the queue was deleted and made again
      next[index] = 0;
    }
    next[index] =
        reader.units(
            queue,
            next[index],
            UNITS,
            (offset, position, size, tagsCode) -> {
              if (copies.contains(position)) {
                return true;
              }
              // when the clock was set back nobody waits longer than the delay
              long time = Math.min(tagsCode, nowMs + levels.delayMs(index + 1));
              if (time > nowMs || due.size() - before >= TAKEN_AT_ONCE) {
                dueMs[index] = time;
                return false;
              }
              due.add(new DueMessage(position, size, time, DueMessage.Kind.LEVEL));
              return true;
            });
    if (dueMs[index] == Long.MAX_VALUE && next[index] < queue.maxOffset()) {
      // there is more, and it is looked at in the next round
      dueMs[index] = nowMs;
    }
  }

  /** When the next message is due, as far as the last {@link #takeDue} has seen. */
  long nextDueMs() {
    long least = Long.MAX_VALUE;
    for (long time : dueMs) {
      least = Math.min(least, time);
    }
    return least;
  }

  /** Next offset of each level that has had messages, by level from 1 on. */
  Map<Integer, Long> offsets() {
    Map<Integer, Long> offsets = new HashMap<>();
    for (int i = 0; i < MAX_LEVELS; i++) {
      if (next[i] > 0) {
        offsets.put(i + 1, next[i]);
      }
    }
    return offsets;
  }

  /** Number of messages that wait. */
  long waiting() {
    long waiting = 0;
    for (ConsumeQueue queue : queues.queues(TopicNames.SCHEDULE)) {
      if (queue.queueId() < MAX_LEVELS) {
        waiting += Math.max(0, queue.maxOffset() - next[queue.queueId()]);
      }
    }
    return waiting;
  }

  /** Position in the log of the oldest message that waits; the largest number if none does. */
  long neededFrom() {
    long[] least = {Long.MAX_VALUE};
    for (ConsumeQueue queue : queues.queues(TopicNames.SCHEDULE)) {
      if (queue.queueId() < MAX_LEVELS) {
        reader.units(
            queue,
            next[queue.queueId()],
            UNITS,
            (offset, position, size, tagsCode) -> {
              least[0] = Math.min(least[0], position);
              return false;
            });
      }
    }
    return least[0];
  }
}

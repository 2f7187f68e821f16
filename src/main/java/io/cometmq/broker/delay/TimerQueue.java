package io.cometmq.broker.delay;

import io.cometmq.model.TopicNames;
import io.cometmq.record.RecordView;
import io.cometmq.store.dispatch.TimedRecord;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.store.read.QueueReader;
import java.util.List;

/**
 * The queue of messages with times of their own: reads its units as they come, and gives the
 * messages out when they are due. All state is derived from the queue and what was saved. Owned by
 * the delay context.
 *
 * <p>Offsets are in one of three ranges: before {@code first} everything is done; from there to
 * {@code read} a message is done exactly if it comes before the next one in {@link PendingTimers};
 * later ones are not known yet.
 */
final class TimerQueue {
  private static final int TAKEN_AT_ONCE = 512;

  /** What is due sooner is not stored again any more. */
  private static final long SOON_MS = 10_000;

  /** How far the oldest waiting message may stand behind the end with few others waiting. */
  private static final long SPREAD = 1_000_000;

  private final ConsumeQueueTable queues;
  private final QueueReader reader;
  private final CommitLog log;
  private final DeliveredCopies copies;
  private DelayState.Timers saved;
  private final long rollAfterMs;
  private final long startMs;
  private final PendingTimers pending = new PendingTimers();
  private final RecordView view = new RecordView();
  private long first;
  private long read;
  // entries before the first offset: rolled, and not removed yet
  private int stale;
  // what was found by copies at start: the latest that was delivered, the last that was rolled
  private long lastDeliveredMs = -1;
  private long lastRolled = -1;
  // where first will be when what is being rolled has been stored
  private long rolledTo = -1;
  private int rolling;

  /**
   * Creates it; {@link #read} follows.
   *
   * @param rollAfterMs age at which a waiting message is stored again, so that log files can go
   */
  TimerQueue(
      ConsumeQueueTable queues,
      QueueReader reader,
      CommitLog log,
      DeliveredCopies copies,
      DelayState.Timers saved,
      long rollAfterMs,
      long startMs) {
    this.queues = queues;
    this.reader = reader;
    this.log = log;
    this.copies = copies;
    this.saved = saved;
    this.rollAfterMs = rollAfterMs;
    this.startMs = startMs;
    this.first = saved.firstOffset();
    this.read = saved.firstOffset();
    ConsumeQueue queue = queues.find(TopicNames.TIMER, 0);
    if (queue == null || queue.maxOffset() < saved.readOffset()) {
      beginAnew();
    }
  }

  /** What was known was of another queue of that name. */
  private void beginAnew() {
    saved = DelayState.Timers.NONE;
    pending.removeIf(offset -> true);
    stale = 0;
    first = 0;
    read = 0;
  }

  /**
   * Looks at messages that have come.
   *
   * @param limit most to look at
   * @return whether there are more
   */
  boolean read(int limit) {
    ConsumeQueue queue = queues.find(TopicNames.TIMER, 0);
    if (queue == null || read == queue.maxOffset()) {
      return false;
    }
    if (read > queue.maxOffset()) {
      beginAnew();
    }
    read =
        reader.units(
            queue,
            read,
            limit,
            (offset, position, size, tagsCode) -> {
              long dueMs = dueMs(position, size, tagsCode);
              if (copies.contains(position)) {
                skipped(offset, dueMs);
              } else if (!wasDone(offset, dueMs)) {
                pending.add(dueMs, offset);
              }
              return true;
            });
    return read < queue.maxOffset();
  }

  private void skipped(long offset, long dueMs) {
    if (dueMs <= startMs) {
      lastDeliveredMs = Math.max(lastDeliveredMs, dueMs);
    } else {
      lastRolled = offset;
    }
  }

  /** Whether {@link #state} says by itself what was learnt from copies at start. */
  boolean coversCopies() {
    return first > lastRolled && pending.nextDueMs() > lastDeliveredMs;
  }

  private boolean wasDone(long offset, long dueMs) {
    return offset < saved.readOffset() && dueMs <= saved.doneMs();
  }

  /** RocketMQ leaves the hash of the tag in the unit, which has 32 bits. */
  private long dueMs(long position, int size, long tagsCode) {
    if (tagsCode > Integer.MAX_VALUE) {
      return tagsCode;
    }
    LogSlice slice = log.read(position, size);
    if (slice == null) {
      return 0;
    }
    try {
      return TimedRecord.dueMs(view.wrap(slice.buffer(), 0));
    } finally {
      slice.release();
    }
  }

  /** Takes messages that are due, in the order of their times. */
  void takeDue(long nowMs, List<DueMessage> due) {
    int most = due.size() + TAKEN_AT_ONCE;
    while (pending.nextDueMs() <= nowMs && due.size() < most) {
      long dueMs = pending.nextDueMs();
      long offset = pending.nextOffset();
      pending.removeNext();
      if (offset < first) {
        stale--;
      } else {
        add(offset, dueMs, DueMessage.Kind.TIMED, due);
      }
    }
  }

  private void add(long offset, long dueMs, DueMessage.Kind kind, List<DueMessage> due) {
    ConsumeQueue queue = queues.find(TopicNames.TIMER, 0);
    if (queue != null && offset >= queue.minOffset()) {
      reader.units(
          queue,
          offset,
          1,
          (at, position, size, tagsCode) -> due.add(new DueMessage(position, size, dueMs, kind)));
    }
  }

  /** When the next message is due, in milliseconds since the epoch; the largest number if none. */
  long nextDueMs() {
    return pending.nextDueMs();
  }

  /**
   * Moves the first offset behind what is done, and takes messages that have waited so long that
   * they are to be stored again. Call {@link #rolled} when they have been.
   *
   * @param limit most messages to look at
   */
  void takeOld(long nowMs, int limit, List<DueMessage> due) {
    ConsumeQueue queue = queues.find(TopicNames.TIMER, 0);
    if (queue == null) {
      return;
    }
    int most = due.size() + TAKEN_AT_ONCE;
    int before = due.size();
    boolean[] rolls = {false};
    long stop =
        reader.units(
            queue,
            first,
            (int) Math.min(limit, Math.max(0, read - first)),
            (offset, position, size, tagsCode) -> {
              long dueMs = dueMs(position, size, tagsCode);
              if (isDone(offset, dueMs) || copies.contains(position)) {
                return true;
              }
              if (due.size() == most
                  || dueMs < nowMs + SOON_MS
                  || !isOld(offset, position, size, nowMs)) {
                return false;
              }
              rolls[0] = true;
              return due.add(new DueMessage(position, size, dueMs, DueMessage.Kind.ROLLED));
            });
    if (rolls[0]) {
      rolledTo = stop;
      rolling = due.size() - before;
    } else {
      first = Math.max(first, stop);
    }
  }

  private boolean isDone(long offset, long dueMs) {
    long next = pending.nextDueMs();
    return dueMs < next || dueMs == next && offset < pending.nextOffset();
  }

  private boolean isOld(long offset, long position, int size, long nowMs) {
    if (read - offset > SPREAD + 4L * waiting()) {
      return true;
    }
    LogSlice slice = log.read(position, size);
    if (slice == null) {
      return false;
    }
    try {
      return view.wrap(slice.buffer(), 0).storeTimestamp() + rollAfterMs <= nowMs;
    } finally {
      slice.release();
    }
  }

  /** What {@link #takeOld} took has been stored again. */
  void rolled() {
    if (rolledTo >= 0) {
      first = rolledTo;
      rolledTo = -1;
      stale += rolling;
      rolling = 0;
      if (stale > 1_000 && stale > pending.size() / 2) {
        long kept = first;
        pending.removeIf(offset -> offset < kept);
        stale = 0;
      }
    }
  }

  /** Number of messages that wait. */
  int waiting() {
    return pending.size() - stale;
  }

  /** What is done, while nothing is under way. */
  DelayState.Timers state() {
    return new DelayState.Timers(first, read, pending.nextDueMs() - 1);
  }

  /**
   * Position in the log of the oldest message that is needed; the largest number if none is.
   *
   * <p>A message that took another one back is needed until a state is saved that knows of both:
   * nothing else would tell a start that the other one is not to be delivered.
   *
   * @param durable what a start would begin from
   */
  long neededFrom(DelayState.Timers durable) {
    ConsumeQueue queue = queues.find(TopicNames.TIMER, 0);
    long[] position = {Long.MAX_VALUE};
    if (queue != null) {
      reader.units(
          queue,
          Math.min(first, durable.firstOffset()),
          1,
          (offset, at, size, tagsCode) -> {
            position[0] = at;
            return false;
          });
    }
    return position[0];
  }
}

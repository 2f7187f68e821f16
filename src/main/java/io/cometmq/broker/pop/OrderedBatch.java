package io.cometmq.broker.pop;

import io.cometmq.broker.persistence.OrderInfoFile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one pop took from a queue in order. The queue gives nothing more until all of it is
 * acknowledged, or its time is over: then it is given again from the first message that is not.
 * Owned by the pop context.
 */
final class OrderedBatch {
  /** Stands in handles for the revive queue; ordered batches are not in the revive log. */
  static final int REVIVE_QUEUE = 999;

  private final @Nullable String attemptId;
  private final long popTimeMs;
  private final long invisibleMs;
  private final long[] offsets;
  private final int[] consumed;

  /** When each message may be given again, in milliseconds since the epoch. */
  private final long[] visibleMs;

  private long acknowledged;

  private OrderedBatch(
      @Nullable String attemptId,
      long popTimeMs,
      long invisibleMs,
      long[] offsets,
      int[] consumed,
      long[] visibleMs) {
    this.attemptId = attemptId;
    this.popTimeMs = popTimeMs;
    this.invisibleMs = invisibleMs;
    this.offsets = offsets;
    this.consumed = consumed;
    this.visibleMs = visibleMs;
  }

  /**
   * The batch that comes after another, with the counts of what is given again.
   *
   * @param offsets of the messages, ascending
   */
  static OrderedBatch after(
      @Nullable OrderedBatch before,
      @Nullable String attemptId,
      long popTimeMs,
      long invisibleMs,
      long[] offsets) {
    int[] consumed = new int[offsets.length];
    if (before != null) {
      boolean sameAttempt = attemptId != null && attemptId.equals(before.attemptId);
      for (int i = 0; i < offsets.length; i++) {
        int known = Arrays.binarySearch(before.offsets, offsets[i]);
        if (known >= 0) {
          consumed[i] = before.consumed[known] + (sameAttempt ? 0 : 1);
        }
      }
    }
    long[] visibleMs = new long[offsets.length];
    Arrays.fill(visibleMs, popTimeMs + invisibleMs);
    return new OrderedBatch(attemptId, popTimeMs, invisibleMs, offsets, consumed, visibleMs);
  }

  /** The batch that was saved. */
  static OrderedBatch of(OrderInfoFile.Entry saved) {
    OrderedBatch batch =
        new OrderedBatch(
            saved.attemptId(),
            saved.popTimeMs(),
            saved.invisibleMs(),
            saved.offsets().clone(),
            saved.consumed().clone(),
            saved.visibleMs().clone());
    batch.acknowledged = saved.acknowledged();
    return batch;
  }

  /** What is saved of it. */
  OrderInfoFile.Entry toSave(PopQueue queue) {
    return new OrderInfoFile.Entry(
        queue.queue.topic(),
        queue.group,
        queue.queue.queueId(),
        attemptId,
        popTimeMs,
        invisibleMs,
        offsets.clone(),
        visibleMs.clone(),
        consumed.clone(),
        acknowledged);
  }

  /** The offset of the first message. */
  long start() {
    return offsets[0];
  }

  /** Everything before this offset is done with, as the group's offset says. */
  void ackBefore(long offset) {
    for (int i = 0; i < offsets.length && offsets[i] < offset; i++) {
      acknowledged |= 1L << i;
    }
  }

  /** When it was handed out, in milliseconds since the epoch. */
  long popTimeMs() {
    return popTimeMs;
  }

  /** How often each message was handed out before. */
  int[] consumed() {
    return consumed.clone();
  }

  /** The offset after the last message. */
  long end() {
    return offsets[offsets.length - 1] + 1;
  }

  /** The first offset that is not acknowledged; {@link #end} when all are. */
  long firstOpen() {
    int i = Long.numberOfTrailingZeros(~acknowledged);
    return i < offsets.length ? offsets[i] : end();
  }

  /** Notes an acknowledgement; false when the message is not part of the batch. */
  boolean ack(long offset) {
    int i = Arrays.binarySearch(offsets, offset);
    if (i >= 0) {
      acknowledged |= 1L << i;
    }
    return i >= 0;
  }

  /** A message may be given again at this time and not before. */
  void hide(long offset, long untilMs) {
    int i = Arrays.binarySearch(offsets, offset);
    if (i >= 0) {
      visibleMs[i] = untilMs;
    }
  }

  /** Whether something is neither acknowledged nor over, for others than the same attempt. */
  boolean isBlocked(@Nullable String byAttempt, long nowMs) {
    if (byAttempt != null && byAttempt.equals(attemptId)) {
      return false;
    }
    for (int i = 0; i < offsets.length; i++) {
      if ((acknowledged >>> i & 1) == 0 && nowMs < visibleMs[i]) {
        return true;
      }
    }
    return false;
  }
}

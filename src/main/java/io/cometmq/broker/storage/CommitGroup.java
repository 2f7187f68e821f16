package io.cometmq.broker.storage;

import io.cometmq.store.log.CommitLog;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Decides how long a force waits so that more producers share it. Owned by the flush worker; only
 * {@link #appended} belongs to the storage context.
 *
 * <p>Who has been answered after a force mostly sends again at once. A force that begins before
 * that takes along only those who came while the one before it ran, and so producers form groups
 * that wait for each other's forces. To wait for all who were there a moment ago makes one group of
 * them. A force waits for no longer than half of what the one before it took, and less and less
 * often while producers do not come back.
 */
final class CommitGroup {
  private static final long MOST_NANOS = 500_000;
  private static final int MOST_SKIPPED = 64;

  private final CommitLog log;
  private final LongSupplier nanoTime;
  // what producers had under way when the last force ended, those whom it answered included
  private long groupBytes;
  private long lastEnd;
  private long lastNanos;
  // how many forces do not wait, after a wait that was for nothing
  private int pause;
  private int skip;
  // storage wakes the worker when the log has come this far
  private volatile long target = Long.MAX_VALUE;
  private volatile Thread worker = Thread.currentThread();

  /**
   * Begins without anybody to wait for.
   *
   * @param nanoTime {@link System#nanoTime}
   */
  CommitGroup(CommitLog log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
    this.lastEnd = nanoTime.getAsLong();
  }

  /** Called after each batch. */
  void appended() {
    if (log.endPosition() >= target) {
      target = Long.MAX_VALUE;
      LockSupport.unpark(worker);
    }
  }

  /** Waits for those who took part in the last force, if that is worth it. */
  void gather() {
    long wanted = log.flushedPosition() + groupBytes - groupBytes / 8;
    long deadline = lastEnd + Math.min(lastNanos / 2, MOST_NANOS);
    long left = deadline - nanoTime.getAsLong();
    if (left <= 0 || log.endPosition() >= wanted) {
      return;
    }
    if (skip > 0) {
      skip--;
      return;
    }
    worker = Thread.currentThread();
    target = wanted;
    while (left > 0 && log.endPosition() < wanted) {
      LockSupport.parkNanos(this, left);
      left = deadline - nanoTime.getAsLong();
    }
    target = Long.MAX_VALUE;
    pause = log.endPosition() >= wanted ? 0 : Math.min(Math.max(1, 2 * pause), MOST_SKIPPED);
    skip = pause;
  }

  /**
   * Forces what has been published, and notes who took part.
   *
   * @return as {@link CommitLog#flush}
   */
  long force() {
    long before = log.flushedPosition();
    long start = nanoTime.getAsLong();
    long flushed = log.flush();
    lastEnd = nanoTime.getAsLong();
    lastNanos = lastEnd - start;
    groupBytes = log.endPosition() - before;
    return flushed;
  }
}

package io.cometmq.store.file;

import org.jspecify.annotations.Nullable;

/**
 * Whether the store takes writes, and why not. Safe for any thread: set by whoever meets the
 * trouble, cleared by the upkeep when the cause is gone.
 */
public final class StoreHealth {
  /** What stops writes. */
  public enum Trouble {
    /** Nothing. */
    NONE,
    /** The disk has no room, or less than the settings want. */
    DISK_FULL,
    /** Writing or forcing a file failed. */
    IO_ERROR
  }

  private volatile Trouble trouble = Trouble.NONE;
  private volatile String reason = "";
  // kept apart: that files can be written does not say that the log can be forced again
  private volatile @Nullable StoreException flushFailure;

  /** What stops writes now. */
  public Trouble trouble() {
    Trouble now = trouble;
    StoreException failure = flushFailure;
    if (now != Trouble.NONE || failure == null) {
      return now;
    }
    return failure.isDiskFull() ? Trouble.DISK_FULL : Trouble.IO_ERROR;
  }

  /** Whether writes are taken. */
  public boolean isWritable() {
    return trouble == Trouble.NONE && flushFailure == null;
  }

  /** The cause in words; empty when there is none. */
  public String reason() {
    StoreException failure = flushFailure;
    return failure == null ? reason : String.valueOf(failure.getMessage());
  }

  /** Notes a failure of a file operation. */
  public void failed(StoreException failure) {
    set(
        failure.isDiskFull() ? Trouble.DISK_FULL : Trouble.IO_ERROR,
        String.valueOf(failure.getMessage()));
  }

  /** Notes what stops writes, or that nothing does. */
  public void set(Trouble now, String why) {
    reason = why;
    trouble = now;
  }

  /** Notes how forcing the log went last: null for well. */
  public void flushed(@Nullable StoreException failure) {
    flushFailure = failure;
  }
}

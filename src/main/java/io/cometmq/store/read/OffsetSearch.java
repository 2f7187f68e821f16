package io.cometmq.store.read;

import io.cometmq.record.RecordLayout;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.QueueUnits;
import java.nio.ByteBuffer;
import java.util.function.LongPredicate;

/** Finds offsets by store time. Safe for any thread that may wait for the disk. */
public final class OffsetSearch {
  /**
   * What RocketMQ takes to be still in memory: 40 % of the machine's, or this if that is unknown.
   */
  private static final long YOUNG_BYTES = 4L << 30;

  private final CommitLog log;

  /** Creates a search in this log. */
  public OffsetSearch(CommitLog log) {
    this.log = log;
  }

  /** Store time of the message at an offset, -1 when there is none. */
  public long storeTime(ConsumeQueue queue, long offset) {
    QueueUnits units = queue.units(offset, true);
    if (units == null) {
      return -1;
    }
    try {
      return storeTime(units.physicalOffset(0), units.size(0));
    } finally {
      units.release();
    }
  }

  private long storeTime(long position, int size) {
    if (size < RecordLayout.FIXED_BYTES || size == Integer.MAX_VALUE) {
      return -1;
    }
    LogSlice record = log.read(position, size);
    if (record == null) {
      return -1;
    }
    try {
      ByteBuffer bytes = record.buffer();
      return bytes.getLong(RecordLayout.storeTimestamp(bytes.getInt(RecordLayout.SYS_FLAG)));
    } finally {
      record.release();
    }
  }

  /** The first offset stored at this time or later; the queue's end when all are older. */
  public long firstAtOrAfter(ConsumeQueue queue, long timestamp) {
    return firstWith(queue, time -> time >= timestamp);
  }

  /** The last offset stored at this time or earlier; 0 when all are younger. */
  public long lastAtOrBefore(ConsumeQueue queue, long timestamp) {
    long after = firstWith(queue, time -> time > timestamp);
    return after <= queue.minOffset() ? 0 : after - 1;
  }

  private long firstWith(ConsumeQueue queue, LongPredicate condition) {
    long low = queue.minOffset();
    long high = queue.maxOffset();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (condition.test(storeTime(queue, middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Whether the queue still has its first message, and that is not long ago. */
  public boolean isYoung(ConsumeQueue queue) {
    QueueUnits units = queue.minOffset() > 0 ? null : queue.units(0, true);
    if (units == null) {
      return false;
    }
    try {
      return log.endPosition() - units.physicalOffset(0) < YOUNG_BYTES;
    } finally {
      units.release();
    }
  }
}

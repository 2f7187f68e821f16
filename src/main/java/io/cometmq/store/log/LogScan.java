package io.cometmq.store.log;

import io.cometmq.record.RecordCheck;
import io.cometmq.record.RecordLayout;
import io.cometmq.record.RecordView;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Goes from record to record and believes none that it has not checked. Owned by whoever makes it;
 * the log's end is found with it at start.
 */
final class LogScan {
  private static final int SECTOR = 512;

  private final LogSegments segments;
  private final RecordCheck check = new RecordCheck();
  private final RecordView record = new RecordView();
  private long lastTimestamp;
  private long records;
  private String stoppedBy = "";

  LogScan(LogSegments segments) {
    this.segments = segments;
  }

  /** Store time of the last good record. */
  long lastTimestamp() {
    return lastTimestamp;
  }

  /** Number of good records seen. */
  long records() {
    return records;
  }

  /** What the log ends with, in words. */
  String stoppedBy() {
    return stoppedBy;
  }

  /** Whether a good record starts here. */
  boolean isBoundary(long position) {
    LogSlice slice = at(position);
    if (slice == null) {
      return false;
    }
    try {
      return isRecord(slice.buffer(), position, false);
    } finally {
      slice.release();
    }
  }

  /** Size of the good record that starts here, -1 when none does. */
  int sizeAt(long position) {
    LogSlice slice = at(position);
    if (slice == null) {
      return -1;
    }
    try {
      return isRecord(slice.buffer(), position, false) ? slice.buffer().getInt(0) : -1;
    } finally {
      slice.release();
    }
  }

  /** The position after the last good record, looking from a record's start on. */
  long endFrom(long start) {
    long position = start;
    LogSlice slice = at(position);
    while (slice != null) {
      long next;
      try {
        next = next(slice.buffer(), position);
      } finally {
        slice.release();
      }
      if (next < 0) {
        return position;
      }
      position = next;
      slice = at(position);
    }
    stoppedBy = "the end of the last file";
    return position;
  }

  private long next(ByteBuffer buffer, long position) {
    if (isRecord(buffer, position, true)) {
      lastTimestamp = timestamp(buffer);
      records++;
      return position + buffer.getInt(0);
    }
    long segmentEnd = (position / segments.segmentBytes() + 1) * segments.segmentBytes();
    if (check.check(buffer, 0, false) == RecordCheck.Verdict.BLANK
        && buffer.getInt(0) == segmentEnd - position) {
      return segmentEnd;
    }
    stoppedBy = buffer.getLong(0) == 0 ? "unwritten space" : "a damaged or half-written record";
    return -1;
  }

  /** Store time of the first record of a file, -1 when there is no good one. */
  long firstTimestamp(LogSegment segment) {
    LogSlice slice = at(segment.start());
    if (slice == null) {
      return -1;
    }
    try {
      return isRecord(slice.buffer(), segment.start(), false) ? timestamp(slice.buffer()) : -1;
    } finally {
      slice.release();
    }
  }

  /** The bytes at a position, with all of the record that claims to start there. */
  private @Nullable LogSlice at(long position) {
    LogSlice head = segments.slice(position, RecordLayout.BLANK_BYTES);
    if (head == null) {
      return null;
    }
    int size = head.buffer().getInt(0);
    boolean whole =
        head.buffer().getInt(RecordLayout.MAGIC) == RecordLayout.MAGIC_BLANK
            || size <= head.buffer().limit();
    if (whole) {
      return head;
    }
    LogSlice record = segments.slice(position, size);
    if (record == null) {
      return head;
    }
    head.release();
    return record;
  }

  private boolean isRecord(ByteBuffer buffer, long position, boolean all) {
    return check.check(buffer, 0, all) == RecordCheck.Verdict.OK
        && buffer.getLong(RecordLayout.PHYSICAL_OFFSET) == position
        && buffer.getLong(RecordLayout.QUEUE_OFFSET) >= 0
        && !(all && lostSector(buffer, position));
  }

  /**
   * The checksum covers the body only. A disk writes sectors whole or not at all, and the log is
   * zero where nothing was written: topic or properties with a sector of zeros were cut off.
   */
  private boolean lostSector(ByteBuffer buffer, long position) {
    record.wrap(buffer, 0);
    return lostSector(buffer, position, record.topicAt(), record.topicLength())
        || lostSector(buffer, position, record.propertiesAt(), record.propertiesLength());
  }

  private static boolean lostSector(ByteBuffer buffer, long position, int at, int length) {
    int end = at + length;
    int start = at;
    while (start < end) {
      int next = (int) Math.min(end, start + SECTOR - (position + start) % SECTOR);
      int zeros = start;
      while (zeros < next && buffer.get(zeros) == 0) {
        zeros++;
      }
      if (zeros == next) {
        return true;
      }
      start = next;
    }
    return false;
  }

  private static long timestamp(ByteBuffer record) {
    return record.getLong(RecordLayout.storeTimestamp(record.getInt(RecordLayout.SYS_FLAG)));
  }
}

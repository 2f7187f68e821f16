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
  private static final int SECTOR_BYTES = 512;
  private static final int PAGE_BYTES = 4096;
  private static final long NONE = -1;

  private final LogSegments segments;
  private final boolean torn;
  private final RecordView view = new RecordView();
  private final RecordCheck check = new RecordCheck();
  private long lastRecord = NONE;
  private long lastTimestamp;
  private long timestampBefore;
  private long records;
  private String stoppedBy = "";

  /**
   * Creates a scan.
   *
   * @param torn whether sectors of what was written last may be missing
   */
  LogScan(LogSegments segments, boolean torn) {
    this.segments = segments;
    this.torn = torn;
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

  /** Whether a good record starts here, which no kill has cut off. */
  boolean isBoundary(long position) {
    LogSlice slice = at(position);
    if (slice == null) {
      return false;
    }
    try {
      return isRecord(slice.buffer(), position, false) && !isCutOff(slice.buffer(), position);
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

  /**
   * The end that {@link #endFrom} has found, but for a last record that a kill has cut off behind
   * its body. It can only be the last: what was written was written in its order.
   */
  long withoutCutOff(long end) {
    LogSlice slice = lastRecord == NONE ? null : at(lastRecord);
    if (slice == null) {
      return end;
    }
    try {
      boolean isLast = lastRecord + slice.buffer().getInt(0) == end;
      if (!isLast || !isCutOff(slice.buffer(), lastRecord)) {
        return end;
      }
    } finally {
      slice.release();
    }
    lastTimestamp = timestampBefore;
    records--;
    stoppedBy = "a half-written record";
    return lastRecord;
  }

  /**
   * Whether topic or properties end with a page, and only zeros stand where they should go on. In
   * front of them a cut shows in lengths and checksum; behind the topic of a record that has no
   * properties it takes away nothing, for what says so are zeros.
   */
  private boolean isCutOff(ByteBuffer buffer, long position) {
    view.wrap(buffer, 0);
    int inFile = (int) (position % segments.segmentBytes());
    int size = buffer.getInt(0);
    int lastPage = (inFile + size - 1) / PAGE_BYTES * PAGE_BYTES - inFile;
    boolean behindTopic = lastPage >= view.topicAt() + view.topicLength();
    if (lastPage < view.topicAt() || behindTopic && view.propertiesLength() == 0) {
      return false;
    }
    int i = lastPage;
    while (i < size && buffer.get(i) == 0) {
      i++;
    }
    return i == size;
  }

  private long next(ByteBuffer buffer, long position) {
    if (isRecord(buffer, position, true) && !(torn && lacksSector(buffer, position))) {
      timestampBefore = lastTimestamp;
      lastTimestamp = timestamp(buffer);
      lastRecord = position;
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

  /**
   * Only the body has a checksum. Where a sector of topic or properties never got to the disk there
   * are zeros, which no text has.
   */
  private boolean lacksSector(ByteBuffer buffer, long position) {
    view.wrap(buffer, 0);
    int inSector = (int) (position % segments.segmentBytes() % SECTOR_BYTES);
    return lacksSector(buffer, inSector, view.topicAt(), view.topicLength())
        || lacksSector(buffer, inSector, view.propertiesAt(), view.propertiesLength());
  }

  private static boolean lacksSector(ByteBuffer buffer, int inSector, int at, int length) {
    int i = at;
    while (i < at + length) {
      int sectorEnd = i + SECTOR_BYTES - (inSector + i) % SECTOR_BYTES;
      int stop = Math.min(at + length, sectorEnd);
      int from = i;
      while (i < stop && buffer.get(i) == 0) {
        i++;
      }
      if (i == stop && stop > from) {
        return true;
      }
      i = stop;
    }
    return false;
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

  private boolean isRecord(ByteBuffer buffer, long position, boolean checkBody) {
    return check.check(buffer, 0, checkBody) == RecordCheck.Verdict.OK
        && buffer.getLong(RecordLayout.PHYSICAL_OFFSET) == position
        && buffer.getLong(RecordLayout.QUEUE_OFFSET) >= 0;
  }

  private static long timestamp(ByteBuffer record) {
    return record.getLong(RecordLayout.storeTimestamp(record.getInt(RecordLayout.SYS_FLAG)));
  }
}

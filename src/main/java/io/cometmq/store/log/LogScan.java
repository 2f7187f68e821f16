package io.cometmq.store.log;

import io.cometmq.record.RecordCheck;
import io.cometmq.record.RecordLayout;
import io.cometmq.store.file.MappedFile;
import java.nio.ByteBuffer;

/**
 * Finds the end of the log after a start: goes from record to record and believes none that it has
 * not checked. Owned by the thread that opens the store.
 */
final class LogScan {
  private final LogSegments segments;
  private final RecordCheck check = new RecordCheck();
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

  /** Whether a record starts here, or the log may end here. */
  boolean isBoundary(long position) {
    MappedFile file = segments.find(position);
    if (file == null || !file.hold()) {
      return false;
    }
    try {
      return isRecord(file, position, false);
    } finally {
      file.release();
    }
  }

  /** The position after the last good record, looking from a record's start on. */
  long endFrom(long start) {
    long position = start;
    MappedFile file = segments.find(position);
    while (file != null) {
      ByteBuffer buffer = file.buffer();
      int at = (int) (position - file.start());
      if (isRecord(file, position, true)) {
        lastTimestamp =
            buffer.getLong(
                at + RecordLayout.storeTimestamp(buffer.getInt(at + RecordLayout.SYS_FLAG)));
        records++;
        position += buffer.getInt(at);
      } else if (isBlank(file, at)) {
        position = file.end();
      } else {
        stoppedBy = describe(buffer, at);
        return position;
      }
      file = segments.find(position);
    }
    stoppedBy = "the end of the last file";
    return position;
  }

  /** Store time of the first record of a file, -1 when there is no good one. */
  long firstTimestamp(MappedFile file) {
    if (!isRecord(file, file.start(), false)) {
      return -1;
    }
    ByteBuffer buffer = file.buffer();
    return buffer.getLong(RecordLayout.storeTimestamp(buffer.getInt(RecordLayout.SYS_FLAG)));
  }

  private boolean isRecord(MappedFile file, long position, boolean checkBody) {
    ByteBuffer buffer = file.buffer();
    int at = (int) (position - file.start());
    return check.check(buffer, at, checkBody) == RecordCheck.Verdict.OK
        && buffer.getLong(at + RecordLayout.PHYSICAL_OFFSET) == position
        && buffer.getLong(at + RecordLayout.QUEUE_OFFSET) >= 0;
  }

  private boolean isBlank(MappedFile file, int at) {
    int left = (int) (file.end() - file.start()) - at;
    return check.check(file.buffer(), at, false) == RecordCheck.Verdict.BLANK
        && file.buffer().getInt(at) == left;
  }

  private static String describe(ByteBuffer buffer, int at) {
    if (buffer.limit() - at < RecordLayout.BLANK_BYTES) {
      return "the end of a file";
    }
    return buffer.getLong(at) == 0 ? "unwritten space" : "a damaged or half-written record";
  }
}

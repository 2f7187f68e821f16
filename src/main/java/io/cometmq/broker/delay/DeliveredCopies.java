package io.cometmq.broker.delay;

import io.cometmq.record.RecordLayout;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The waiting messages that were delivered after the last save, found in the log at start by the
 * marks of their copies. Immutable once made.
 */
final class DeliveredCopies {
  static final DeliveredCopies NONE = new DeliveredCopies(new long[0]);

  private final long[] positions;

  private DeliveredCopies(long[] sorted) {
    this.positions = sorted;
  }

  /** Reads the log from a record boundary, or its start if that is later, to a position. */
  static DeliveredCopies find(CommitLog log, long from, long upTo) {
    long[] found = new long[16];
    int count = 0;
    RecordView record = new RecordView();
    long position = Math.max(from, log.minPosition());
    while (position < upTo) {
      LogSlice slice = log.readOn(position);
      if (slice == null) {
        if (position >= log.minPosition()) {
          break;
        }
        // retention was faster
        position = log.minPosition();
        continue;
      }
      try {
        ByteBuffer buffer = slice.buffer();
        int at = 0;
        while (buffer.limit() - at >= RecordLayout.BLANK_BYTES && position < upTo) {
          if (buffer.getInt(at + RecordLayout.MAGIC) == RecordLayout.MAGIC_BLANK) {
            position = log.nextFileStart(position);
            break;
          }
          int size = buffer.getInt(at);
          if (size > buffer.limit() - at) {
            break;
          }
          long mark = record.wrap(buffer, at).preparedTransactionOffset();
          if (CopyMark.isMark(mark)) {
            if (count == found.length) {
              found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = CopyMark.position(mark);
          }
          at += size;
          position += size;
        }
      } finally {
        slice.release();
      }
    }
    return of(Arrays.copyOf(found, count));
  }

  static DeliveredCopies of(long... positions) {
    long[] sorted = positions.clone();
    Arrays.sort(sorted);
    return new DeliveredCopies(sorted);
  }

  /** Whether the message at this position was delivered. */
  boolean contains(long position) {
    return position <= last() && Arrays.binarySearch(positions, position) >= 0;
  }

  /** Position of the last one in the log, -1 when there is none. */
  long last() {
    return positions.length == 0 ? -1 : positions[positions.length - 1];
  }

  int size() {
    return positions.length;
  }
}

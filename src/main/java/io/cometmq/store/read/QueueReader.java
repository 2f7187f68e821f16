package io.cometmq.store.read;

import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.QueueUnits;
import org.jspecify.annotations.Nullable;

/**
 * Walks through queues, for the broker's own use. Owned by one worker context: it waits for the
 * disk.
 */
public final class QueueReader {
  private static final int FILLER_SIZE = Integer.MAX_VALUE;

  private final CommitLog log;
  private final RecordView view = new RecordView();

  /** Takes one unit. */
  @FunctionalInterface
  public interface UnitVisitor {
    /**
     * Looks at a unit.
     *
     * @return whether to go on; if not, the walk ends before this unit
     */
    boolean unit(long offset, long position, int size, long tagsCode);
  }

  /** Takes one record. */
  @FunctionalInterface
  public interface RecordVisitor {
    /**
     * Looks at a record, which is only there during the call.
     *
     * @return whether to go on; if not, the walk ends before this record
     */
    boolean record(long offset, RecordView record);
  }

  /** Creates a reader of queues over this log. */
  public QueueReader(CommitLog log) {
    this.log = log;
  }

  /**
   * Visits units from an offset on, or from the queue's start if that is later. Units that stand
   * for no record are passed over.
   *
   * @param limit most units to look at
   * @return where to go on
   */
  public long units(ConsumeQueue queue, long from, int limit, UnitVisitor visitor) {
    long offset = Math.max(from, queue.minOffset());
    long end = Math.min(queue.maxOffset(), offset + limit);
    while (offset < end) {
      QueueUnits units = queue.units(offset, true);
      if (units == null) {
        // retention was faster, or the queue is gone
        return Math.max(offset, queue.minOffset());
      }
      try {
        int count = (int) Math.min(units.count(), end - offset);
        for (int i = 0; i < count; i++) {
          int size = units.size(i);
          if (size > 0
              && size != FILLER_SIZE
              && !visitor.unit(offset + i, units.physicalOffset(i), size, units.tagsCode(i))) {
            return offset + i;
          }
        }
        offset += count;
      } finally {
        units.release();
      }
    }
    return offset;
  }

  /**
   * Visits records from an offset on; those that the log has no more are passed over.
   *
   * @param limit most units to look at
   * @return where to go on
   */
  public long records(ConsumeQueue queue, long from, int limit, RecordVisitor visitor) {
    return units(
        queue,
        from,
        limit,
        (offset, position, size, tagsCode) -> {
          LogSlice slice = log.read(position, size);
          if (slice == null) {
            return true;
          }
          try {
            return visitor.record(offset, view.wrap(slice.buffer(), 0));
          } finally {
            slice.release();
          }
        });
  }

  /** A copy of the record that a unit points at, null when the log does not have it any more. */
  public @Nullable MessageDraft draft(long position, int size) {
    LogSlice slice = log.read(position, size);
    if (slice == null) {
      return null;
    }
    try {
      return MessageDraft.of(new RecordView().wrap(slice.buffer(), 0));
    } finally {
      slice.release();
    }
  }
}

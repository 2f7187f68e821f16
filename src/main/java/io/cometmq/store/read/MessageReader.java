package io.cometmq.store.read;

import io.cometmq.filter.MessageFilter;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.QueueUnits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of a queue through a filter: by the hash of the tag, which the queue has, and only
 * then, if the filter wants that, by the properties of the record. Safe for any thread: it only
 * looks at published positions and holds what it hands out.
 */
public final class MessageReader {
  /** Units looked at in one read, so that a filter that matches nothing can't hold a thread. */
  private static final int MAX_EXAMINED = 800;

  /** Comparisons per message up to which so many are looked at. */
  private static final int FEW_COMPARISONS = 10;

  /** Size that marks a unit which stands for no record, see {@code docs/storage-format.md}. */
  private static final int FILLER_SIZE = Integer.MAX_VALUE;

  private static final int PAGE_BYTES = 4096;

  /** What a pull of 32 messages of 1 KiB spans when eight queues are written in turn, twice. */
  private static final int LOOK_AHEAD_BYTES = 512 << 10;

  private final CommitLog log;

  /** Creates a reader of this log. */
  public MessageReader(CommitLog log) {
    this.log = log;
  }

  /**
   * Reads from {@code offset} on.
   *
   * @param maxMessages most records to return
   * @param maxBytes most bytes to return; the first record is returned whatever its size
   * @param filter tells which messages are wanted
   * @param mayBlock whether files may be opened and pages be waited for, which an event loop must
   *     not
   * @return null when the answer can't be had without blocking
   */
  public @Nullable ReadResult read(
      ConsumeQueue queue,
      long offset,
      int maxMessages,
      int maxBytes,
      MessageFilter filter,
      boolean mayBlock) {
    long min = queue.minOffset();
    long max = queue.maxOffset();
    if (max == 0) {
      return ReadResult.empty(ReadStatus.NO_MESSAGE_IN_QUEUE, 0, min, max);
    }
    if (offset < min) {
      return ReadResult.empty(ReadStatus.OFFSET_TOO_SMALL, min, min, max);
    }
    if (offset == max) {
      return ReadResult.empty(ReadStatus.OFFSET_OVERFLOW_ONE, offset, min, max);
    }
    if (offset > max) {
      return ReadResult.empty(ReadStatus.OFFSET_OVERFLOW_BADLY, max, min, max);
    }
    QueueUnits units = queue.units(offset, mayBlock);
    if (units == null) {
      return mayBlock
          ? ReadResult.empty(ReadStatus.OFFSET_FOUND_NULL, min > offset ? min : max, min, max)
          : null;
    }
    Run run = new Run(filter, maxMessages, maxBytes, mayBlock);
    try {
      long limit = Math.min(Math.min(units.count(), max - offset), atMost(filter, maxMessages));
      int examined = run.over(units, (int) limit);
      if (run.blocked) {
        run.releaseSlices();
        return null;
      }
      return run.result(offset + examined, min, max);
    } finally {
      run.releaseProbe();
      units.release();
    }
  }

  /** A filter with many comparisons sees fewer messages at a time; the next read goes on there. */
  private static int atMost(MessageFilter filter, int maxMessages) {
    int examined = Math.max(MAX_EXAMINED, maxMessages);
    int comparisons = filter.comparisons();
    return comparisons <= FEW_COMPARISONS
        ? examined
        : (int) Math.max(1, (long) examined * FEW_COMPARISONS / comparisons);
  }

  /** Collects records into slices; one per read. */
  private final class Run {
    private final MessageFilter filter;
    private final @Nullable RecordProbe probe;
    private final int maxMessages;
    private final int maxBytes;
    private final boolean mayBlock;
    private final List<LogSlice> slices = new ArrayList<>(4);
    private long start = -1;
    private int length;
    private int pending;
    private int messages;
    private int bytes;
    private boolean removed;
    private boolean blocked;
    // known to be in memory
    private long loadedFrom;
    private long loadedTo;

    Run(MessageFilter filter, int maxMessages, int maxBytes, boolean mayBlock) {
      this.filter = filter;
      this.probe = filter.looksAtProperties() ? new RecordProbe(log) : null;
      this.maxMessages = maxMessages;
      this.maxBytes = maxBytes;
      this.mayBlock = mayBlock;
    }

    /** Returns how many units are done with. */
    int over(QueueUnits units, int limit) {
      int taken = 0;
      int takenBytes = 0;
      int i = 0;
      for (; i < limit; i++) {
        int size = units.size(i);
        if (size <= 0 || size == FILLER_SIZE || !filter.mayWant(units.tagsCode(i))) {
          continue;
        }
        if (taken == maxMessages) {
          break;
        }
        long position = units.physicalOffset(i);
        if (probe != null && !mayBlock && !log.likelyResident(position)) {
          blocked = true;
        }
        if (blocked) {
          break;
        }
        if (probe != null && !probe.wants(filter, position, size)) {
          continue;
        }
        if (taken > 0 && takenBytes + size > maxBytes) {
          break;
        }
        add(position, size);
        taken++;
        takenBytes += size;
      }
      close();
      return i;
    }

    private void add(long position, int size) {
      if (position != start + length || !log.sameWindow(start, position)) {
        close();
        start = position;
        length = 0;
        pending = 0;
      }
      length += size;
      pending++;
    }

    private void close() {
      if (length == 0) {
        return;
      }
      if (mayBlock) {
        takeAndTouch();
      } else {
        takeIfLoaded();
      }
      length = 0;
    }

    private void takeAndTouch() {
      LogSlice slice = log.read(start, length);
      if (slice == null) {
        removed = true;
      } else {
        touch(slice.buffer());
        take(slice);
      }
    }

    private void takeIfLoaded() {
      LogSlice slice = log.readIfMapped(start, length);
      if (slice == null) {
        blocked = true;
        return;
      }
      take(slice);
      if (!log.likelyResident(start) && !isLoaded(slice)) {
        blocked = true;
      }
    }

    private void take(LogSlice slice) {
      slices.add(slice);
      messages += pending;
      bytes += length;
    }

    /** Asks the system once for what is likely to be read next as well. */
    private boolean isLoaded(LogSlice slice) {
      if (start >= loadedFrom && start + length <= loadedTo) {
        return true;
      }
      int loaded = slice.loaded(length, LOOK_AHEAD_BYTES);
      loadedFrom = start;
      loadedTo = start + loaded;
      return loaded > 0;
    }

    ReadResult result(long nextOffset, long min, long max) {
      if (messages > 0) {
        return new ReadResult(ReadStatus.FOUND, nextOffset, min, max, messages, bytes, slices);
      }
      ReadStatus status = removed ? ReadStatus.MESSAGE_WAS_REMOVING : ReadStatus.NO_MATCHED_MESSAGE;
      return ReadResult.empty(status, nextOffset, min, max);
    }

    void releaseSlices() {
      slices.forEach(LogSlice::release);
    }

    void releaseProbe() {
      if (probe != null) {
        probe.release();
      }
    }
  }

  /** Waits here, on a worker, for pages that an event loop would otherwise wait for. */
  private static int touch(ByteBuffer bytes) {
    int sum = 0;
    for (int i = bytes.position(); i < bytes.limit(); i += PAGE_BYTES) {
      sum += bytes.get(i);
    }
    return sum;
  }
}

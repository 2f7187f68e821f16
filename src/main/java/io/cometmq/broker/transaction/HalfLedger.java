package io.cometmq.broker.transaction;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows of each half whether its transaction has ended. Owned by the transaction context.
 *
 * <p>Halves are known by their offsets in the topic of halves. All before {@link #start} have
 * ended; from there on one bit each says so. A half is looked at, and takes more room, only when it
 * is still open at a check: the others come and go as a bit.
 *
 * <p>A half that is stored again gets a new offset. The old one counts as ended, and leads to the
 * new one for as long as that is open.
 */
final class HalfLedger {
  /** Ended halves before the start after which the bits are moved down. */
  private static final int COMPACT_AFTER = 1 << 16;

  // bit i stands for offset base + i
  private BitSet ended = new BitSet();
  private long base;
  private long start;
  private long scanned;
  private int endedAfterStart;
  private final TreeMap<Long, OpenHalf> open = new TreeMap<>();
  private final Map<Long, Long> movedTo = new HashMap<>();
  private final Map<Long, List<Long>> movedFrom = new HashMap<>();

  /** Starts with all halves before an offset ended. */
  HalfLedger(long start) {
    this.base = start;
    this.start = start;
    this.scanned = start;
  }

  /** Offset of the first half that has not ended, or that has not come yet. */
  long start() {
    return start;
  }

  /** Offset of the first half that was not looked at yet. */
  long scanned() {
    return scanned;
  }

  /** How many halves have ended, counted from offset 0. */
  long settled() {
    return start + endedAfterStart;
  }

  /** Whether the half has ended, or was stored again. */
  boolean isEnded(long offset) {
    return offset < start || ended.get(Math.toIntExact(offset - base));
  }

  /** Where a half is now, if it was stored again; else the offset itself. */
  long current(long offset) {
    return movedTo.getOrDefault(offset, offset);
  }

  /** What is known of an open half, null when it was not looked at or has ended. */
  @Nullable OpenHalf find(long offset) {
    return open.get(offset);
  }

  /** All that were looked at and are open, the oldest first; a copy. */
  List<OpenHalf> looked() {
    return new ArrayList<>(open.values());
  }

  /** Enters a half that was looked at. */
  void opened(OpenHalf half) {
    if (!isEnded(half.queueOffset())) {
      open.put(half.queueOffset(), half);
    }
  }

  /** Ends a half; nothing happens when it has ended. */
  void end(long offset) {
    if (isEnded(offset)) {
      return;
    }
    open.remove(offset);
    List<Long> earlier = movedFrom.remove(offset);
    if (earlier != null) {
      earlier.forEach(movedTo::remove);
    }
    mark(offset);
  }

  private void mark(long offset) {
    ended.set(Math.toIntExact(offset - base));
    endedAfterStart++;
    if (offset == start) {
      long next = base + ended.nextClearBit((int) (start - base));
      endedAfterStart -= (int) (next - start);
      start = next;
      compact();
    }
  }

  private void compact() {
    int done = (int) (start - base);
    if (done >= COMPACT_AFTER) {
      ended = ended.get(done, Math.max(done, ended.length()));
      base = start;
    }
  }

  /** A half was stored again: what is said of the old one holds for the new one from now on. */
  void moved(long from, OpenHalf to) {
    List<Long> earlier = movedFrom.remove(from);
    if (earlier == null) {
      earlier = new ArrayList<>(1);
    }
    earlier.add(from);
    for (Long each : earlier) {
      movedTo.put(each, to.queueOffset());
    }
    movedFrom.put(to.queueOffset(), earlier);
    open.remove(from);
    open.put(to.queueOffset(), to);
    if (!isEnded(from)) {
      mark(from);
    }
  }

  /** Says that all before an offset were looked at: what is not known to be open has ended. */
  void scannedTo(long offset) {
    for (long each = Math.max(scanned, start); each < offset; each++) {
      if (!open.containsKey(each)) {
        end(each);
      }
    }
    scanned = Math.max(scanned, offset);
  }
}

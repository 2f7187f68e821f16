package io.cometmq.broker.delay;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Messages that wait for a time of their own, the next one first: a heap with four children to each
 * entry, in arrays of numbers. An entry takes 16 bytes, and no object. Those due at the same time
 * keep the order of their offsets. Owned by the delay context.
 */
final class PendingTimers {
  /**
   * Entries in an array. Arrays come and go one by one, so that growing copies nothing, and are
   * small, because the collector gives one of 512 KiB twice the room.
   */
  private static final int CHUNK_BITS = 12;

  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int CHILDREN_BITS = 2;
  private static final int CHILDREN = 1 << CHILDREN_BITS;

  // each entry: when it is due, then its offset in the queue
  private long[][] chunks = new long[4][];
  private int size;

  int size() {
    return size;
  }

  /** When the next one is due, in milliseconds since the epoch; the largest number if none. */
  long nextDueMs() {
    return size == 0 ? Long.MAX_VALUE : due(0);
  }

  /** Offset of the next one; the largest number if there is none. */
  long nextOffset() {
    return size == 0 ? Long.MAX_VALUE : offset(0);
  }

  void add(long dueMs, long offset) {
    reserve(size);
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >> CHILDREN_BITS;
      if (!isBefore(dueMs, offset, due(parent), offset(parent))) {
        break;
      }
      set(hole, due(parent), offset(parent));
      hole = parent;
    }
    set(hole, dueMs, offset);
  }

  /** Removes the next one. */
  void removeNext() {
    size--;
    if (size > 0) {
      sink(0, due(size), offset(size));
    }
    trim();
  }

  /** Removes those whose offsets match, in one pass over all. */
  void removeIf(LongPredicate offsetMatches) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!offsetMatches.test(offset(i))) {
        set(kept++, due(i), offset(i));
      }
    }
    size = kept;
    for (int i = (size - 2) >> CHILDREN_BITS; i >= 0; i--) {
      sink(i, due(i), offset(i));
    }
    trim();
  }

  private void sink(int from, long dueMs, long offset) {
    int hole = from;
    while (true) {
      int first = (hole << CHILDREN_BITS) + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      int end = Math.min(first + CHILDREN, size);
      for (int child = first + 1; child < end; child++) {
        if (isBefore(due(child), offset(child), due(least), offset(least))) {
          least = child;
        }
      }
      if (!isBefore(due(least), offset(least), dueMs, offset)) {
        break;
      }
      set(hole, due(least), offset(least));
      hole = least;
    }
    set(hole, dueMs, offset);
  }

  private static boolean isBefore(long due, long offset, long otherDue, long otherOffset) {
    return due < otherDue || due == otherDue && offset < otherOffset;
  }

  private void reserve(int index) {
    int chunk = index >> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * chunk);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[2 * CHUNK];
    }
  }

  /** Lets go of arrays that are not needed; one stays, so that a size at the edge costs nothing. */
  @SuppressWarnings("NullAway") // slots for arrays that are not there
  private void trim() {
    for (int i = (size >> CHUNK_BITS) + 2; i < chunks.length && chunks[i] != null; i++) {
      chunks[i] = null;
    }
  }

  private long due(int index) {
    return chunks[index >> CHUNK_BITS][2 * (index & (CHUNK - 1))];
  }

  private long offset(int index) {
    return chunks[index >> CHUNK_BITS][2 * (index & (CHUNK - 1)) + 1];
  }

  private void set(int index, long dueMs, long offset) {
    long[] chunk = chunks[index >> CHUNK_BITS];
    int at = 2 * (index & (CHUNK - 1));
    chunk[at] = dueMs;
    chunk[at + 1] = offset;
  }
}

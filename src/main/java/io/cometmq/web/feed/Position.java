package io.cometmq.web.feed;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The next offset of each queue of a topic, by queue number. Immutable; equal positions are found
 * fast, because thousands of pages may stand at the same one.
 */
final class Position {
  static final Position NONE = new Position(new long[0]);

  private final long[] next;
  private final int hash;

  /** Takes the array over. */
  Position(long[] next) {
    this.next = next;
    this.hash = Arrays.hashCode(next);
  }

  int queues() {
    return next.length;
  }

  long at(int queue) {
    return next[queue];
  }

  long[] copy() {
    return next.clone();
  }

  /** The same with room for more queues, from their first message on. */
  Position grown(int queues) {
    return queues <= next.length ? this : new Position(Arrays.copyOf(next, queues));
  }

  /** The same with another offset. */
  Position with(int queue, long offset) {
    long[] changed = next.clone();
    changed[queue] = offset;
    return new Position(changed);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Position that && hash == that.hash && Arrays.equals(next, that.next);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}

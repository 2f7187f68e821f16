package io.cometmq.web.feed;

import io.cometmq.model.MessageQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The next offset of each queue of a topic: of this broker's by number, and of other brokers'.
 * Immutable; equal positions are found fast, because thousands of pages may stand at the same one.
 */
final class Position {
  static final Position NONE = new Position(new long[0]);

  private final long[] next;
  private final Elsewhere elsewhere;
  private final int hash;

  /** Takes the array over; there is nothing on other brokers. */
  Position(long[] next) {
    this(next, Elsewhere.NONE);
  }

  /** Takes the array over. */
  Position(long[] next, Elsewhere elsewhere) {
    this.next = next;
    this.elsewhere = elsewhere;
    this.hash = 31 * Arrays.hashCode(next) + elsewhere.hashCode();
  }

  Elsewhere elsewhere() {
    return elsewhere;
  }

  /** The same with others on other brokers. */
  Position with(Elsewhere others) {
    return new Position(next, others);
  }

  /** The same with another offset on another broker. */
  Position with(MessageQueue queue, long offset) {
    return with(elsewhere.with(queue.brokerName(), queue.queueId(), offset));
  }

  /** Where it is in a queue of another broker, see {@link Elsewhere#at}. */
  long at(MessageQueue queue) {
    return elsewhere.at(queue.brokerName(), queue.queueId());
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
    return queues <= next.length ? this : new Position(Arrays.copyOf(next, queues), elsewhere);
  }

  /** The same with another offset. */
  Position with(int queue, long offset) {
    long[] changed = next.clone();
    changed[queue] = offset;
    return new Position(changed, elsewhere);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Position that
            && hash == that.hash
            && Arrays.equals(next, that.next)
            && elsewhere.equals(that.elsewhere);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}

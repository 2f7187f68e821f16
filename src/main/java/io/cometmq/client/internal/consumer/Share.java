package io.cometmq.client.internal.consumer;

import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One queue that a member of a group reads, and what of it has been handled. The group's offset
 * stays before the first message that has not. Owned by the client's loop.
 */
final class Share {
  /** Most messages between the first that is not handled and the last that was handed out. */
  private static final int MAX_SPAN = 2_000;

  private static final long UNKNOWN = -1;

  private final QueueReader reader;
  private final Deque<Delivery> window = new ArrayDeque<>();
  private long committed;
  private int moves;
  private boolean dropped;

  Share(QueueReader reader, long committed) {
    this.reader = reader;
    this.committed = committed;
  }

  MessageQueue queue() {
    return reader.queue();
  }

  void readOn() {
    reader.readOn();
  }

  /** The next message, null when there is none or too many are open. */
  @Nullable Delivery take() {
    if (window.size() >= MAX_SPAN) {
      return null;
    }
    ReceivedMessage message = reader.take();
    if (message == null) {
      return null;
    }
    Delivery delivery = new Delivery(this, message);
    window.add(delivery);
    return delivery;
  }

  /** A message has been handled. */
  void done(Delivery delivery) {
    delivery.setDone();
    while (!window.isEmpty() && window.getFirst().isDone()) {
      window.removeFirst();
    }
  }

  /**
   * The broker has put the group back: what is open does not count any more, and neither does what
   * was committed.
   */
  void forgetOpen() {
    window.clear();
    committed = UNKNOWN;
    moves++;
  }

  /** How often the broker has put the group back. */
  int moves() {
    return moves;
  }

  /** Where the group is to go on. */
  long committable() {
    return window.isEmpty() ? reader.position() : window.getFirst().message().queueOffset();
  }

  /** Whether the broker has been told less. */
  boolean isCommitDue() {
    return committable() != committed;
  }

  /**
   * The broker has been told.
   *
   * @param movesBefore {@link #moves} when that began: a broker that is about to put the group back
   *     takes no notice
   */
  void setCommitted(long offset, int movesBefore) {
    if (movesBefore == moves) {
      committed = offset;
    }
  }

  /** It is somebody else's now, or nobody's. */
  void drop() {
    dropped = true;
    reader.close();
  }

  boolean isDropped() {
    return dropped;
  }
}

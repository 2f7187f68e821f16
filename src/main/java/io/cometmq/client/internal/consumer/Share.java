package io.cometmq.client.internal.consumer;

import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One queue that a member of a group reads, and what of it has been handled. The group's offset
 * stays before the first message that has not. In order, one message is out at a time, and only
 * while the queue is locked for this member. Owned by the client's loop.
 */
final class Share {
  /** Most messages between the first that is not handled and the last that was handed out. */
  private static final int MAX_SPAN = 2_000;

  private static final long UNKNOWN = -1;

  private final QueueReader reader;
  private final boolean orderly;
  private final Deque<Delivery> window = new ArrayDeque<>();

  /** In order: the message that is out. */
  private @Nullable Delivery underWay;

  /** In order: the message that could not be handled, and whether its pause is over. */
  private @Nullable Delivery failed;

  private boolean pauseOver;
  private long lockedUntilMs = Long.MAX_VALUE;
  private long committed;
  private int moves;
  private Future<Void> lastCommit = Future.succeededFuture();
  private boolean dropped;
  private boolean lost;

  Share(QueueReader reader, long committed, boolean orderly) {
    this.reader = reader;
    this.committed = committed;
    this.orderly = orderly;
  }

  MessageQueue queue() {
    return reader.queue();
  }

  void readOn() {
    reader.readOn();
  }

  /** The next message, null when there is none, too many are open, or it is not its time. */
  @Nullable Delivery take() {
    return orderly ? takeOrderly() : takeNext();
  }

  private @Nullable Delivery takeOrderly() {
    Delivery again = failed;
    if (underWay != null || dropped || again != null && !pauseOver || !isLocked()) {
      return null;
    }
    if (again == null) {
      underWay = takeNext();
    } else {
      failed = null;
      again.repeat();
      underWay = again;
    }
    return underWay;
  }

  private @Nullable Delivery takeNext() {
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
    underWay = null;
    delivery.setDone();
    while (!window.isEmpty() && window.getFirst().isDone()) {
      window.removeFirst();
    }
  }

  /** In order: a message could not be handled and is the next one, after {@link #endPause}. */
  void repeat(Delivery delivery) {
    underWay = null;
    if (window.contains(delivery)) {
      failed = delivery;
      pauseOver = false;
    }
  }

  /** The queue has rested after this message. */
  void endPause(Delivery delivery) {
    pauseOver |= delivery.equals(failed);
  }

  /** Whether a message is out that the next one has to wait for. */
  boolean isBusy() {
    return underWay != null;
  }

  /** The broker keeps the queue for this member; nothing is handed out later than that. */
  void setLockedUntil(long ms) {
    lockedUntilMs = ms;
  }

  /** Another member has locked the queue. */
  void setLost() {
    lost = true;
  }

  boolean isLost() {
    return lost;
  }

  /**
   * The broker has put the group back: what is open does not count any more, and neither does what
   * was committed.
   */
  void forgetOpen() {
    window.clear();
    failed = null;
    committed = UNKNOWN;
    moves++;
  }

  /** Where the group is to go on. */
  long committable() {
    return window.isEmpty() ? reader.position() : window.getFirst().message().queueOffset();
  }

  private boolean isLocked() {
    return lockedUntilMs == Long.MAX_VALUE || ClientLoop.nowMs() < lockedUntilMs;
  }

  /** Whether less is kept, and nothing else is just being kept. */
  boolean isCommitDue() {
    return committable() != committed && lastCommit.isComplete();
  }

  /**
   * Has kept how far the queue is, after what was to be kept before: a broker with several threads
   * might take the older for the newer. It does not count when the broker puts the group back
   * meanwhile, for then it takes no notice.
   */
  Future<Void> commit(OffsetStore store) {
    long offset = committable();
    int movesBefore = moves;
    lastCommit =
        lastCommit.transform(
            before ->
                store
                    .commit(queue(), offset)
                    .onSuccess(
                        done -> {
                          if (movesBefore == moves) {
                            committed = offset;
                          }
                        }));
    return lastCommit;
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

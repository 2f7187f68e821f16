package io.cometmq.client.internal.consumer;

import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * One queue of a lite pull consumer, how far it was handled, and how far it was committed. Owned by
 * the client's loop.
 */
final class Claim {
  /** In place of an offset when there is nothing to commit. */
  private static final long UNKNOWN = -1;

  private final QueueReader reader;
  private long handled = UNKNOWN;
  private long committed;
  private Future<Void> underway = Future.succeededFuture();

  Claim(QueueReader reader, long committed) {
    this.reader = reader;
    this.committed = committed;
    // what was given out before the broker put the group elsewhere does not count any more
    reader.onMoved(() -> handled = UNKNOWN);
  }

  MessageQueue queue() {
    return reader.queue();
  }

  long position() {
    return reader.position();
  }

  @Nullable ReceivedMessage take() {
    return reader.take();
  }

  void readOn() {
    reader.readOn();
  }

  void setPaused(boolean paused) {
    reader.setPaused(paused);
  }

  void seek(long offset) {
    handled = UNKNOWN;
    reader.seek(offset);
  }

  /** What was given out is handled. */
  void markHandled() {
    handled = reader.position();
  }

  long handled() {
    return handled;
  }

  boolean isCommitDue() {
    return handled != UNKNOWN && handled != committed;
  }

  void setCommitted(long offset) {
    committed = offset;
  }

  /** The last of those commits that it makes by itself; another one may follow when it is done. */
  Future<Void> underway() {
    return underway;
  }

  void setUnderway(Future<Void> commit) {
    underway = commit;
  }

  void close() {
    reader.close();
  }
}

package io.cometmq.net;

import io.cometmq.protocol.codec.RemotingFrame;
import org.jspecify.annotations.Nullable;

/**
 * Whoever waits for the answer to a request. It is itself the entry in the table of what is
 * pending, so that a request costs no object beside it. Owned by the event loop of its connection;
 * it may wait for another answer once it has been told.
 */
public abstract class PendingAnswer {
  int opaque;
  long deadlineMs;
  @Nullable PendingAnswer previous;
  @Nullable PendingAnswer next;

  /** Takes over the frame of the answer; its header is valid during the call only. */
  protected abstract void onAnswer(Connection connection, RemotingFrame frame);

  /** No answer came in time; one that comes later is dropped. */
  protected abstract void onTimeout();

  /** The connection was closed before an answer came. */
  protected abstract void onClosed(ConnectionClosedException cause);
}

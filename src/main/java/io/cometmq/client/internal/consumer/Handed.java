package io.cometmq.client.internal.consumer;

import io.cometmq.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that is given to a handler, with what is observed of that. Owned by the client's loop.
 */
abstract class Handed {
  private long startedNanos;

  /** Joins the two traces of one handling, null when it leaves none. */
  private @Nullable String trace;

  abstract ReceivedMessage message();

  final long startedNanos() {
    return startedNanos;
  }

  final void setStartedNanos(long nanos) {
    startedNanos = nanos;
  }

  final @Nullable String trace() {
    return trace;
  }

  final void setTrace(@Nullable String request) {
    trace = request;
  }
}

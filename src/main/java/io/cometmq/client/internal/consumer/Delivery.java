package io.cometmq.client.internal.consumer;

import io.cometmq.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/** A message that was handed out. Owned by the client's loop. */
final class Delivery {
  private final Share share;
  private ReceivedMessage message;
  private boolean done;
  private long startedNanos;

  /** Joins the two traces of one handling, null when it leaves none. */
  private @Nullable String trace;

  Delivery(Share share, ReceivedMessage message) {
    this.share = share;
    this.message = message;
  }

  Share share() {
    return share;
  }

  ReceivedMessage message() {
    return message;
  }

  /** It is about to be handed out once more. */
  void repeat() {
    message = message.again();
    trace = null;
  }

  long startedNanos() {
    return startedNanos;
  }

  void setStartedNanos(long nanos) {
    startedNanos = nanos;
  }

  @Nullable String trace() {
    return trace;
  }

  void setTrace(String request) {
    trace = request;
  }

  boolean isDone() {
    return done;
  }

  void setDone() {
    done = true;
  }
}

package io.cometmq.client.internal.consumer;

import io.cometmq.client.ReceivedMessage;

/** A message that was handed out. Owned by the client's loop. */
final class Delivery extends Handed {
  private final Share share;
  private ReceivedMessage message;
  private boolean done;

  Delivery(Share share, ReceivedMessage message) {
    this.share = share;
    this.message = message;
  }

  Share share() {
    return share;
  }

  @Override
  ReceivedMessage message() {
    return message;
  }

  /** It is about to be handed out once more. */
  void repeat() {
    message = message.again();
    setTrace(null);
  }

  boolean isDone() {
    return done;
  }

  void setDone() {
    done = true;
  }
}

package io.cometmq.client.internal.consumer;

/** How many messages whoever consumes wants. Owned by the client's loop. */
final class Demand {
  private long wanted = Long.MAX_VALUE;
  private boolean ready = true;

  /** Whether there is somebody to hand messages to. */
  void setReady(boolean value) {
    ready = value;
  }

  boolean isOpen() {
    return ready && wanted > 0;
  }

  /** None until {@link #add}. */
  void stop() {
    wanted = 0;
  }

  /** So many more; {@link Long#MAX_VALUE} for all. */
  void add(long amount) {
    wanted = wanted + amount < 0 ? Long.MAX_VALUE : wanted + amount;
  }

  /** One is handed out. */
  void use() {
    if (wanted != Long.MAX_VALUE) {
      wanted--;
    }
  }
}

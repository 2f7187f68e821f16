package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.internal.wire.ClientMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what a producer has on its way, and tells when nothing is left. Safe for any thread. */
final class InFlight {
  private final int most;
  private final @Nullable ClientMeters meters;
  private final AtomicInteger count = new AtomicInteger();
  private final Promise<Void> drained = Promise.promise();

  // read by whoever sends
  private volatile boolean closed;

  InFlight(int most, @Nullable ClientMeters meters) {
    this.most = most;
    this.meters = meters;
  }

  /** Null when so many messages may go, and are counted. */
  @Nullable ClientException admit(String topic, int messages) {
    int before = count.getAndAdd(messages);
    if (meters != null) {
      meters.onInFlight(messages);
    }
    if (!closed && before + messages <= most) {
      return null;
    }
    ClientException problem =
        closed
            ? new ClientException.Closed("the producer")
            : new ClientException.Overloaded(topic, most);
    failed(messages, problem);
    return problem;
  }

  /** Counts something that a close waits for, beside messages. */
  void hold() {
    count.incrementAndGet();
    if (meters != null) {
      meters.onInFlight(1);
    }
  }

  /** So much is on its way no more. */
  void over(int messages) {
    if (meters != null) {
      meters.onInFlight(-messages);
    }
    if (count.addAndGet(-messages) == 0 && closed) {
      drained.tryComplete();
    }
  }

  /** So many messages of one request were stored. */
  void stored(int messages, long startedNanos) {
    if (meters != null) {
      meters.onSent(messages, System.nanoTime() - startedNanos);
    }
    over(messages);
  }

  /** So many messages have left that nobody answers. */
  void handedOver(int messages) {
    if (meters != null) {
      meters.onSentOneWay(messages);
    }
    over(messages);
  }

  /** So many messages were given up. */
  void failed(int messages, Throwable cause) {
    if (meters != null) {
      meters.onFailed(messages, cause);
    }
    over(messages);
  }

  /** A message or batch leaves once more. */
  void onRetry() {
    if (meters != null) {
      meters.onRetry();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Admits nothing more. */
  void close() {
    closed = true;
    if (count.get() == 0) {
      drained.tryComplete();
    }
  }

  /** Does not wait for what is left. */
  void giveUp() {
    drained.tryComplete();
  }

  /** Done when nothing is left after a close. */
  Future<Void> drained() {
    return drained.future();
  }
}

package io.cometmq.client.internal.consumer;

import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream comes out: hands over what is at hand, one after the other, and no more than is
 * wanted. Owned by the client's loop.
 */
final class Outlet<T> {
  /** Where it comes from. */
  @FunctionalInterface
  interface Source<T> {
    /** The next one, null when there is none at hand. */
    @Nullable T next();
  }

  private final Source<T> source;
  private long demand = Long.MAX_VALUE;
  private boolean emitting;
  private boolean ended;
  private @Nullable Handler<T> handler;
  private @Nullable Handler<Throwable> failureHandler;
  private @Nullable Handler<Void> endHandler;

  Outlet(Source<T> source) {
    this.source = source;
  }

  void setHandler(@Nullable Handler<T> newHandler) {
    handler = newHandler;
    emit();
  }

  void setFailureHandler(@Nullable Handler<Throwable> newHandler) {
    failureHandler = newHandler;
  }

  void setEndHandler(@Nullable Handler<Void> newHandler) {
    endHandler = newHandler;
  }

  boolean hasHandler() {
    return handler != null;
  }

  /** How many more are wanted, {@code Long.MAX_VALUE} for no limit; 0 while nobody listens. */
  long demand() {
    return handler == null || ended ? 0 : demand;
  }

  void pause() {
    demand = 0;
  }

  void fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    emit();
  }

  /** Hands over what is at hand and wanted. */
  void emit() {
    if (emitting) {
      return;
    }
    emitting = true;
    try {
      while (demand > 0 && !ended) {
        Handler<T> to = handler;
        T next = to == null ? null : source.next();
        if (to == null || next == null) {
          return;
        }
        if (demand != Long.MAX_VALUE) {
          demand--;
        }
        to.handle(next);
      }
    } finally {
      emitting = false;
    }
  }

  /** Tells of a failure; the stream goes on. */
  void fail(Throwable cause) {
    Handler<Throwable> to = failureHandler;
    if (to != null) {
      to.handle(cause);
    }
  }

  /** Nothing comes any more. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    Handler<Void> to = endHandler;
    if (to != null) {
      to.handle(null);
    }
  }
}

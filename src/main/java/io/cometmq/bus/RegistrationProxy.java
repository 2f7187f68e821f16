package io.cometmq.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The only way to the registration verticle. Safe for any thread. */
public final class RegistrationProxy {
  private final AskChannel<RegistrationRequests> asks;

  /** Creates the asking side. */
  public RegistrationProxy(Vertx vertx) {
    this.asks = new AskChannel<>(vertx, BusAddress.REGISTRATION_ASK);
  }

  /** Asks for a change; the answer comes back on the caller's context when it is saved. */
  public <T extends @Nullable Object> Future<T> ask(Ask<RegistrationRequests, Future<T>> question) {
    return asks.askLater(question);
  }

  /** Serves the questions; registration context only. */
  public void serve(RegistrationRequests owner) {
    asks.serve(
        owner,
        () -> {
          // nothing else is under way that a question could overtake
        });
  }
}

package io.cometmq.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The only way to the registration verticle. Safe for any thread.
 *
 * @param <S> the state that the registration verticle owns
 */
public final class RegistrationProxy<S> {
  private final AskChannel<S> asks;

  /** Creates the asking side. */
  public RegistrationProxy(Vertx vertx) {
    this.asks = new AskChannel<>(vertx, BusAddress.REGISTRATION_ASK);
  }

  /** Asks the owner of the state; the answer comes back on the caller's context. */
  public <T extends @Nullable Object> Future<T> ask(Ask<S, T> question) {
    return asks.ask(question);
  }

  /** Serves the questions; registration context only. */
  public MessageConsumer<Ask<S, ?>> serve(S state) {
    return asks.serve(state);
  }
}

package io.cometmq.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Request and reply between any context and the one verticle that owns a state. Safe for any
 * thread. Questions of one sender are answered in the order they were asked. Meant for control
 * traffic; records and pulls travel through rings.
 *
 * @param <S> the owned state
 */
final class AskChannel<S> {
  private final EventBus bus;
  private final String address;

  AskChannel(Vertx vertx, String address) {
    this.bus = vertx.eventBus();
    this.address = address;
  }

  <T extends @Nullable Object> Future<T> ask(Ask<S, T> question) {
    return bus.<Answer<T>>request(address, question, LocalBusCodec.OPTIONS)
        .compose(reply -> reply.body().toFuture());
  }

  void tell(Ask<S, ?> question) {
    bus.send(address, question, LocalBusCodec.OPTIONS);
  }

  /** Serves the questions on the calling context until the consumer is unregistered. */
  MessageConsumer<Ask<S, ?>> serve(S state) {
    return bus.<Ask<S, ?>>localConsumer(address)
        .handler(
            message -> {
              Answer<?> answer = Answer.of(message.body(), state);
              if (message.replyAddress() != null) {
                message.reply(answer, LocalBusCodec.OPTIONS);
              } else if (answer.failure() != null) {
                throw new IllegalStateException("a one-way question failed", answer.failure());
              }
            });
  }

  private record Answer<T extends @Nullable Object>(T value, @Nullable Throwable failure) {
    @SuppressWarnings("NullAway") // the value is only read when there is no failure
    static <S, T extends @Nullable Object> Answer<T> of(Ask<S, T> question, S state) {
      try {
        return new Answer<>(question.on(state), null);
      } catch (Exception e) {
        return new Answer<>(null, e);
      }
    }

    Future<T> toFuture() {
      return failure == null ? Future.succeededFuture(value) : Future.failedFuture(failure);
    }
  }
}

package io.cometmq.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Request and reply between any context and the one verticle that owns a state. Safe for any
 * thread. Questions of one sender are asked in the order they came. Meant for control traffic;
 * records and pulls travel through rings.
 *
 * @param <S> the owned state
 */
final class AskChannel<S> {
  private static final Logger LOG = LoggerFactory.getLogger(AskChannel.class);

  private final EventBus bus;
  private final String address;

  AskChannel(Vertx vertx, String address) {
    this.bus = vertx.eventBus();
    this.address = address;
  }

  <T extends @Nullable Object> Future<T> ask(Ask<S, T> question) {
    return request(new Question<>(question));
  }

  <T extends @Nullable Object> Future<T> askLater(Ask<S, Future<T>> question) {
    return request(new Question<>(question));
  }

  private <T extends @Nullable Object> Future<T> request(Question<S> question) {
    return bus.<Answer<T>>request(address, question, LocalBusCodec.OPTIONS)
        .compose(reply -> reply.body().toFuture());
  }

  void tell(Ask<S, ?> question) {
    bus.send(address, new Question<S>(question), LocalBusCodec.OPTIONS);
  }

  /**
   * Serves the questions on the calling context until the consumer is unregistered.
   *
   * @param before runs before each question
   */
  MessageConsumer<Question<S>> serve(S state, Runnable before) {
    return bus.<Question<S>>localConsumer(address)
        .handler(
            message -> {
              before.run();
              message
                  .body()
                  .run(state)
                  .onComplete(done -> answer(message, done.cause(), done.result()));
            });
  }

  private static void answer(
      Message<?> message, @Nullable Throwable failure, @Nullable Object value) {
    if (message.replyAddress() != null) {
      message.reply(new Answer<Object>(value, failure), LocalBusCodec.OPTIONS);
    } else if (failure != null) {
      LOG.error("a change that nobody waits for failed", failure);
    }
  }

  /** What travels: the question, whose answer may be a future of the owner's context. */
  record Question<S>(Ask<S, ?> ask) {
    @SuppressWarnings("unchecked")
    Future<Object> run(S state) {
      try {
        Object answer = ask.on(state);
        return answer instanceof Future<?> later
            ? (Future<Object>) later
            : Future.succeededFuture(answer);
      } catch (Exception e) {
        return Future.failedFuture(e);
      }
    }
  }

  private record Answer<T extends @Nullable Object>(
      @Nullable Object value, @Nullable Throwable failure) {
    @SuppressWarnings({"unchecked", "NullAway"}) // what the question's type says
    Future<T> toFuture() {
      return failure == null ? Future.succeededFuture((T) value) : Future.failedFuture(failure);
    }
  }
}

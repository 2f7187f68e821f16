package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.SendReceipt;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A producer as a stream. Full from its limit of unanswered messages on, until half of them are
 * left. To be used from one context at a time; receipts come there, too.
 */
final class MessageStream implements WriteStream<Message> {
  private static final int DEFAULT_MAX = 1_024;

  private final ProducerCore producer;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean full = new AtomicBoolean();
  private final Promise<Void> over = Promise.promise();
  private volatile int max;
  private volatile boolean ended;
  private volatile @Nullable Handler<Throwable> failureHandler;
  private volatile @Nullable Handler<Void> drainHandler;

  MessageStream(ProducerCore producer) {
    this.producer = producer;
    this.max = Math.min(DEFAULT_MAX, producer.options().maxInFlight());
  }

  @Override
  public Future<Void> write(Message message) {
    if (ended) {
      return Future.failedFuture(new ClientException.Closed("the stream"));
    }
    if (waiting.incrementAndGet() >= max) {
      full.set(true);
    }
    return producer.send(message).onComplete(this::onSent).mapEmpty();
  }

  private void onSent(AsyncResult<SendReceipt> sent) {
    int left = waiting.decrementAndGet();
    Handler<Throwable> onFailure = failureHandler;
    if (sent.failed() && onFailure != null) {
      onFailure.handle(sent.cause());
    }
    Handler<Void> onDrain = drainHandler;
    if (left <= max / 2 && full.compareAndSet(true, false) && onDrain != null) {
      onDrain.handle(null);
    }
    if (left == 0 && ended) {
      over.tryComplete();
    }
  }

  @Override
  public Future<Void> end() {
    ended = true;
    if (waiting.get() == 0) {
      over.tryComplete();
    }
    return over.future();
  }

  @Override
  public boolean writeQueueFull() {
    return waiting.get() >= max;
  }

  @Override
  public MessageStream setWriteQueueMaxSize(int maxSize) {
    max = Math.max(1, Math.min(maxSize, producer.options().maxInFlight()));
    return this;
  }

  @Override
  public MessageStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    failureHandler = handler;
    return this;
  }

  @Override
  public MessageStream drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }
}

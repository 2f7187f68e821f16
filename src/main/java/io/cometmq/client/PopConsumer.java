package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages that brokers hand out one by one to whoever of the group asks, as a stream: whoever gets
 * one acknowledges it, or gets it again. While the stream is paused it asks for nothing. Handlers
 * are called on the client's event loop. A broker that can't be reached is tried again; the
 * exception handler hears of it.
 */
public interface PopConsumer extends ReadStream<PoppedMessage> {
  /** What it pops from; the number of the queue is -1 for all of a broker. */
  Set<MessageQueue> assigned();

  /**
   * Ends the stream and leaves the group. What waits here to be handed out is given back;
   * acknowledgements still work until the client is closed.
   */
  Future<Void> close();

  @Override
  PopConsumer handler(@Nullable Handler<PoppedMessage> handler);

  @Override
  PopConsumer exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  PopConsumer endHandler(@Nullable Handler<Void> handler);

  @Override
  PopConsumer pause();

  @Override
  PopConsumer resume();

  @Override
  PopConsumer fetch(long amount);
}

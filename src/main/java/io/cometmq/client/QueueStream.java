package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages of some queues as a stream, each queue in its order. Reads ahead no further than its
 * limit for each queue, so a stream that is paused costs no more memory than that. Handlers are
 * called on the client's event loop, and what they do with the stream counts at once; what other
 * threads do counts as soon as the event loop hears of it.
 *
 * <p>Queues whose broker can't be reached are tried again; the exception handler hears of it.
 */
public interface QueueStream extends ReadStream<ReceivedMessage> {
  /** Goes on at another offset; what was read ahead of the queue is dropped. */
  void seek(MessageQueue queue, long offset);

  /** Hands out nothing more of one queue. */
  void pause(MessageQueue queue);

  /** Takes {@link #pause(MessageQueue)} back. */
  void resume(MessageQueue queue);

  /** For each queue, the offset behind the last message that was handed out. */
  Future<Map<MessageQueue, Long>> positions();

  /** Commits {@link #positions}. */
  Future<Void> commit();

  /** Ends the stream; its end handler is called. */
  Future<Void> close();

  @Override
  QueueStream handler(@Nullable Handler<ReceivedMessage> handler);

  @Override
  QueueStream exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  QueueStream endHandler(@Nullable Handler<Void> handler);

  @Override
  QueueStream pause();

  @Override
  QueueStream resume();

  @Override
  QueueStream fetch(long amount);
}

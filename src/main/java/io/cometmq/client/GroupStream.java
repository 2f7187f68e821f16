package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group as a stream: what {@link GroupConsumer} is to a callback, this is to whoever
 * wants messages at its own pace. Each message is acknowledged by {@link #ack} or {@link #nack}.
 *
 * <p>It is bounded: no more messages are out without an acknowledgement than {@link
 * ConsumerOptions#maxConcurrent} allows, one of each queue when the group consumes in order; and
 * while it is paused it reads no further than {@link ConsumerOptions#readAhead} of each queue.
 *
 * <p>Handlers are called on the client's event loop, and what they do with the stream counts at
 * once; what other threads do counts as soon as the event loop hears of it. Queues whose broker
 * can't be reached are tried again; the exception handler hears of it.
 */
public interface GroupStream extends ReadStream<ReceivedMessage> {
  /** The message has been handled. A second time, or for what is not out, it is without effect. */
  void ack(ReceivedMessage message);

  /**
   * The message could not be handled and comes again: after a while to any member of the group, in
   * order before the next one of its queue, and of a broadcast not at all.
   */
  void nack(ReceivedMessage message, Throwable reason);

  /**
   * The queues that are this member's share at the moment, those with the group's retries included.
   */
  Future<Set<MessageQueue>> assigned();

  /** How many messages could not be handled and do not come again, see {@link GroupConsumer}. */
  long dropped();

  /**
   * Leaves the group: hands out no more messages, calls the end handler, waits for messages that
   * are out to be acknowledged, up to {@link ClientOptions#closeTimeout}, and commits what was
   * done.
   */
  Future<Void> close();

  @Override
  GroupStream handler(@Nullable Handler<ReceivedMessage> handler);

  @Override
  GroupStream exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  GroupStream endHandler(@Nullable Handler<Void> handler);

  @Override
  GroupStream pause();

  @Override
  GroupStream resume();

  @Override
  GroupStream fetch(long amount);
}

package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads its share of a group's queues ({@link CometClient#subscribe}), or those it was given
 * ({@link CometClient#assign}), when it is asked to, or as a stream. It begins where the group has
 * come to. Official lite pull consumers may be members of the same group. Safe for any thread.
 *
 * <p>Messages count as handled when {@link #poll} is called again, or when the handler has
 * returned; that far is committed from time to time, unless the options say never. Queues that
 * change hands and crashes may bring messages twice.
 */
public interface LitePullConsumer extends QueueStream {
  /**
   * The next messages, those of each queue in its order. Says that those given before are handled.
   *
   * @param max most messages, at least 1
   * @param wait how long to wait for the first one, zero for not at all
   * @return empty when none came in time
   */
  Future<List<ReceivedMessage>> poll(int max, Duration wait);

  /** The queues that it reads at the moment. */
  Set<MessageQueue> assigned();

  /**
   * Is called with all its queues, on the client's event loop, whenever they have become others.
   */
  LitePullConsumer assignmentHandler(@Nullable Handler<Set<MessageQueue>> handler);

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when the queue is not one of {@link #assigned}
   */
  @Override
  void seek(MessageQueue queue, long offset);

  /** Goes on with the first message that the queue still has. */
  Future<Void> seekToFirst(MessageQueue queue);

  /** Goes on with what comes from now on. */
  Future<Void> seekToEnd(MessageQueue queue);

  /** Goes on with the first message stored at this time or later. */
  Future<Void> seekToTime(MessageQueue queue, Instant time);

  /** Commits some offsets, in place of {@link #positions}. */
  Future<Void> commit(Map<MessageQueue, Long> offsets);

  /**
   * Leaves the group, and ends the stream. What was given out counts as handled and is committed,
   * unless the options say that nothing is committed by itself.
   */
  @Override
  Future<Void> close();

  @Override
  LitePullConsumer handler(@Nullable Handler<ReceivedMessage> handler);

  @Override
  LitePullConsumer exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  LitePullConsumer endHandler(@Nullable Handler<Void> handler);

  @Override
  LitePullConsumer pause();

  @Override
  LitePullConsumer resume();

  @Override
  LitePullConsumer fetch(long amount);
}

package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads the queues that the application chooses, from where it chooses. Safe for any thread;
 * results come on the Vert.x context of the caller. All failures are {@link ClientException}s.
 */
public interface PullConsumer {
  /**
   * Asks once for messages.
   *
   * @param offset where to begin; one that the queue does not have (any more) is corrected, and
   *     {@link PullResult#nextOffset} says where to go on
   * @param max most messages, 1 to 1,024; brokers give 32 at a time unless set otherwise
   * @param wait how long the broker may wait for a message, zero for not at all
   */
  Future<PullResult> pull(MessageQueue queue, long offset, int max, Duration wait);

  /** The queue's first message. */
  Future<Long> firstOffset(MessageQueue queue);

  /** One more than the queue's last message. */
  Future<Long> endOffset(MessageQueue queue);

  /** The first message stored at this time or later. */
  Future<Long> offsetAt(MessageQueue queue, Instant time);

  /** Where the group goes on, as the broker has it. */
  Future<OptionalLong> committedOffset(MessageQueue queue);

  /**
   * Has the broker keep where the group goes on. Official consumers of the group go on there, too.
   */
  Future<Void> commit(MessageQueue queue, long offset);

  /**
   * Reads queues from the given offsets on, as one stream.
   *
   * @param from offset by queue
   */
  QueueStream stream(Map<MessageQueue, Long> from);

  /** Closes its streams. What has not been committed is not. */
  Future<Void> close();
}

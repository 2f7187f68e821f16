package io.cometmq.web.remote;

import io.cometmq.client.PullResult;
import io.cometmq.model.MessageQueue;
import io.cometmq.web.protocol.FilterText;
import io.vertx.core.Future;
import java.util.List;

/** Reaches the other brokers. Used on one event loop, on which results come. */
public interface OtherBrokers {
  /** What is known of the other brokers. */
  enum Company {
    /** Nobody has been asked yet; that takes a moment after the start. */
    UNKNOWN,
    /** There is no other broker, so nobody needs to be asked for queues. */
    ALONE,
    /** There are others. */
    OTHERS
  }

  /** Whether there are others. */
  Company company();

  /** The topic's queues on other brokers, as the NameServers have them. */
  Future<List<MessageQueue>> queues(String topic);

  /**
   * Reads from a queue on.
   *
   * @param waitMs how long the broker may wait for a message, 0 for not at all
   */
  Future<PullResult> pull(
      MessageQueue queue, FilterText filter, long offset, int most, long waitMs);

  /** The queue's first message. */
  Future<Long> first(MessageQueue queue);

  /** One more than the queue's last message. */
  Future<Long> end(MessageQueue queue);

  /** The first message that was stored then or later, in milliseconds since the epoch. */
  Future<Long> at(MessageQueue queue, long timeMs);

  /** Closes the connections. */
  Future<?> close();
}

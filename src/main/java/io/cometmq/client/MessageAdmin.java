package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Single messages, see {@link Admin}. */
public interface MessageAdmin {
  /**
   * The message of an id that a broker gave ({@link SendReceipt#offsetMessageId}).
   *
   * @return fails with {@link ClientException.Refused} when the broker has no such message, with
   *     {@link ClientException.Invalid} when the id is none or names no broker of these clusters
   */
  Future<ReceivedMessage> byOffsetId(String offsetMessageId);

  /**
   * The messages of an id that a producer gave ({@link SendReceipt#messageId}), the last first: a
   * message that was sent twice, or that came again, is there twice.
   *
   * @return empty when no broker has one
   */
  Future<List<ReceivedMessage>> byMessageId(String topic, String messageId);

  /**
   * Messages with a key, the last first.
   *
   * @param max of each broker, 1 to 64
   * @param from stored at this time or later
   * @param to stored at this time or earlier
   */
  Future<List<ReceivedMessage>> byKey(String topic, String key, int max, Instant from, Instant to);

  /**
   * Messages of a queue that were stored in a span of time, the first first.
   *
   * @param max of messages, 1 to 1,024
   * @param from stored at this time or later
   * @param to stored at this time or earlier
   */
  Future<List<ReceivedMessage>> byTime(MessageQueue queue, Instant from, Instant to, int max);
}

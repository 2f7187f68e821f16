package io.cometmq.client;

import io.cometmq.model.MessageQueue;

/**
 * Proof that a broker has stored a message. Immutable.
 *
 * @param messageId given by this client, the same in all its attempts; consumers see it, and
 *     brokers find the message by it
 * @param offsetMessageId given by the broker: where in its log the message is
 * @param queue where it went
 * @param queueOffset its number there
 * @param durability how safe it is
 */
public record SendReceipt(
    String messageId,
    String offsetMessageId,
    MessageQueue queue,
    long queueOffset,
    Durability durability) {

  /** How far the broker got before it answered. */
  public enum Durability {
    /** As far as the broker is set to go. */
    AS_CONFIGURED,
    /** Stored, but not forced to disk in time. */
    NOT_FLUSHED,
    /** Stored, but no replica confirmed it in time. */
    NOT_COPIED,
    /** Stored, but there is no replica to copy it to. */
    NO_REPLICA
  }
}

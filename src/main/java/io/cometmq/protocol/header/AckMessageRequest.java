package io.cometmq.protocol.header;

/**
 * Header of ACK_MESSAGE (200051). Immutable.
 *
 * @param topic where the message is, which may be a retry topic
 */
public record AckMessageRequest(
    String consumerGroup, String topic, int queueId, String extraInfo, long offset) {}

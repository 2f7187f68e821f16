package io.cometmq.peer.api;

import org.jspecify.annotations.Nullable;

/**
 * The broker's answer to a message.
 *
 * @param status as the client names it, such as {@code SEND_OK}
 * @param msgId made by the client
 * @param offsetMsgId made by the broker, from its address and the message's place in the log
 */
public record PeerSendResult(
    String status,
    String msgId,
    String offsetMsgId,
    String brokerName,
    int queueId,
    long queueOffset,
    @Nullable String transactionId) {}

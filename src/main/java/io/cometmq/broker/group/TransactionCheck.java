package io.cometmq.broker.group;

import org.jspecify.annotations.Nullable;

/**
 * A question to a producer for the outcome of a transaction. Immutable: nobody changes the record.
 *
 * @param topic that the half is stored in
 * @param queueOffset of the half
 * @param position of the half in the log
 * @param transactionId the message's unique id, null when it has none
 * @param offsetMsgId the half's id by host and position
 * @param record the half with the topic and queue that it is meant for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TransactionCheck(
    String topic,
    long queueOffset,
    long position,
    @Nullable String transactionId,
    String offsetMsgId,
    String brokerName,
    byte[] record) {}

package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/**
 * Header of PULL_MESSAGE (11) and LITE_PULL_MESSAGE (361). Immutable.
 *
 * @param sysFlag see {@link io.cometmq.model.PullSysFlag}
 * @param commitOffset the group's progress, meant only with the flag for it
 * @param suspendTimeoutMillis how long to wait for a message, meant only with the flag for it
 * @param subscription filter expression, meant only with the flag for it
 * @param subVersion version of the group's subscription that the client has
 * @param expressionType {@code TAG} or {@code SQL92}; null means TAG
 * @param maxMsgBytes 0 for no wish
 */
public record PullMessageRequest(
    String consumerGroup,
    String topic,
    int queueId,
    long queueOffset,
    int maxMsgNums,
    int sysFlag,
    long commitOffset,
    long suspendTimeoutMillis,
    @Nullable String subscription,
    long subVersion,
    @Nullable String expressionType,
    int maxMsgBytes) {}

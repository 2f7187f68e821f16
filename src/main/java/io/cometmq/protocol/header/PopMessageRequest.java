package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/**
 * Header of POP_MESSAGE (200050). Immutable.
 *
 * @param queueId -1 for all queues
 * @param invisibleTime milliseconds
 * @param pollTime milliseconds from {@code bornTime} on
 * @param bornTime milliseconds since the epoch
 * @param initMode 0 begins with the first message, 1 with the last
 */
public record PopMessageRequest(
    String consumerGroup,
    String topic,
    int queueId,
    int maxMsgNums,
    long invisibleTime,
    long pollTime,
    long bornTime,
    int initMode,
    @Nullable String expType,
    @Nullable String exp,
    boolean order,
    @Nullable String attemptId) {
  /** Value of {@link #initMode} that begins with the last message. */
  public static final int INIT_MAX = 1;
}

package io.cometmq.broker.pop;

import io.cometmq.filter.MessageFilter;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer asks for. Immutable.
 *
 * @param queueId one queue, or -1 for all of the topic's
 * @param maxMessages 1 to 32
 * @param maxBytes of all records; a single larger one is given alone
 * @param invisibleMs how long others don't see the messages, in milliseconds
 * @param deadlineMs until when it waits for a message, in milliseconds since the epoch
 * @param fromLast whether a group without offsets begins with the last message
 * @param filter tells which messages are wanted
 * @param ordered whether a queue gives nothing more until what it gave is acknowledged
 * @param attemptId the same for each try of one ordered request
 */
public record PopRequest(
    String group,
    String topic,
    int queueId,
    int maxMessages,
    int maxBytes,
    long invisibleMs,
    long deadlineMs,
    boolean fromLast,
    MessageFilter filter,
    boolean ordered,
    @Nullable String attemptId) {
  /** Stands for all queues of the topic. */
  public static final int ALL_QUEUES = -1;
}

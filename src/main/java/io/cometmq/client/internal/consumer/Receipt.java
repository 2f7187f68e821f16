package io.cometmq.client.internal.consumer;

import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.header.PopHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * What one popped message is acknowledged with. Immutable.
 *
 * @param topic the topic that was popped from, as brokers know it
 * @param group as brokers know it
 * @param offset of the message in its queue
 */
record Receipt(String topic, String group, PopHandle handle, long offset) {
  /** What the answer to a pop says of all its messages. Immutable. */
  record Pop(
      String topic,
      String group,
      String broker,
      long popTimeMs,
      long invisibleMs,
      int reviveQueue,
      Map<String, Long> starts) {
    /**
     * The receipt of one of its messages.
     *
     * @throws IllegalArgumentException when the answer says too little
     */
    Receipt of(String storedIn, int queueId, long offset, Map<String, String> properties) {
      String given = properties.get(PropertyNames.POP_CK);
      if (given != null) {
        // a retry: its place in the group's retries is not the one that it seems to have
        PopHandle handle = PopHandle.parse(given);
        return new Receipt(topic, group, handle, offsetIn(given));
      }
      String flag = PopHandle.NORMAL;
      if (storedIn.equals(TopicNames.popRetryTopic(group, topic))) {
        flag = PopHandle.RETRY;
      } else if (storedIn.equals(TopicNames.popRetryTopicV2(group, topic))) {
        flag = PopHandle.RETRY_V2;
      }
      Long start = starts.get(flag + ' ' + queueId);
      if (start == null) {
        throw new IllegalArgumentException(
            "startOffsetInfo has nothing of queue " + queueId + " with retry flag " + flag);
      }
      return new Receipt(
          topic,
          group,
          new PopHandle(start, popTimeMs, invisibleMs, reviveQueue, flag, broker, queueId),
          offset);
    }

    private static long offsetIn(String handle) {
      try {
        return Long.parseLong(handle.substring(handle.lastIndexOf(' ') + 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("POP_CK '" + handle + "' does not end with an offset");
      }
    }
  }

  /**
   * Reads {@code startOffsetInfo}: the first offset by flag and queue.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Map<String, Long> starts(String text) {
    Map<String, Long> starts = new HashMap<>();
    for (String each : text.split(";", -1)) {
      int blank = each.lastIndexOf(' ');
      if (blank < 0) {
        continue;
      }
      try {
        starts.put(each.substring(0, blank), Long.parseLong(each.substring(blank + 1)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "startOffsetInfo '" + text + "' has an offset that is no number");
      }
    }
    return starts;
  }

  /** The topic that the message is in. */
  String realTopic() {
    return switch (handle.retryFlag()) {
      case PopHandle.RETRY -> TopicNames.popRetryTopic(group, topic);
      case PopHandle.RETRY_V2 -> TopicNames.popRetryTopicV2(group, topic);
      default -> topic;
    };
  }

  /** The handle as it travels. */
  String text() {
    return handle.of(offset);
  }

  /** The receipt after the message was hidden for another time. */
  Receipt changed(long popTimeMs, long invisibleMs, int reviveQueue) {
    return new Receipt(
        topic,
        group,
        new PopHandle(
            offset,
            popTimeMs,
            invisibleMs,
            reviveQueue,
            handle.retryFlag(),
            handle.broker(),
            handle.queueId()),
        offset);
  }
}

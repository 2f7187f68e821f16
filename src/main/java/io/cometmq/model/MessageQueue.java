package io.cometmq.model;

import java.util.Comparator;

/** One queue of a topic on one broker. Immutable. */
public record MessageQueue(String topic, String brokerName, int queueId)
    implements Comparable<MessageQueue> {
  private static final Comparator<MessageQueue> ORDER =
      Comparator.comparing(MessageQueue::topic)
          .thenComparing(MessageQueue::brokerName)
          .thenComparingInt(MessageQueue::queueId);

  @Override
  public int compareTo(MessageQueue other) {
    return ORDER.compare(this, other);
  }
}

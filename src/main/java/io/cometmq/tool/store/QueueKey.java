package io.cometmq.tool.store;

/** Names a consume queue: a topic and one of its queues. */
record QueueKey(String topic, int queueId) implements Comparable<QueueKey> {
  @Override
  public int compareTo(QueueKey other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(queueId, other.queueId);
  }

  @Override
  public String toString() {
    return topic + "/" + queueId;
  }
}

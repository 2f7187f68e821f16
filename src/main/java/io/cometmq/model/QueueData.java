package io.cometmq.model;

/** The queues that one broker has of a topic, as NameServers tell it. Immutable. */
public record QueueData(
    String brokerName, int readQueueNums, int writeQueueNums, int perm, int topicSysFlag) {
  /** The same with other permissions. */
  public QueueData withPerm(int other) {
    return new QueueData(brokerName, readQueueNums, writeQueueNums, other, topicSysFlag);
  }
}

package io.cometmq.model;

import java.util.Map;

/**
 * Settings of one topic. Immutable.
 *
 * @param perm see {@link Permission}
 * @param topicSysFlag bit 0: unit, bit 1: has unit subscription
 * @param order whether producers see the same queues even while a broker is down
 * @param attributes further settings by name, such as {@code message.type}
 */
public record TopicConfig(
    String topicName,
    int readQueueNums,
    int writeQueueNums,
    int perm,
    TopicFilterType topicFilterType,
    int topicSysFlag,
    boolean order,
    Map<String, String> attributes) {
  /** Copies the attributes. */
  public TopicConfig {
    attributes = Map.copyOf(attributes);
  }

  /** A plain topic. */
  public static TopicConfig of(String name, int queues, int perm) {
    return new TopicConfig(
        name, queues, queues, perm, TopicFilterType.SINGLE_TAG, 0, false, Map.of());
  }

  /** The same topic, ordered or not. */
  public TopicConfig withOrder(boolean ordered) {
    return new TopicConfig(
        topicName,
        readQueueNums,
        writeQueueNums,
        perm,
        topicFilterType,
        topicSysFlag,
        ordered,
        attributes);
  }

  /** The same topic with flags. */
  public TopicConfig withSysFlag(int flag) {
    return new TopicConfig(
        topicName, readQueueNums, writeQueueNums, perm, topicFilterType, flag, order, attributes);
  }

  /** The same topic with at least this many queues. */
  public TopicConfig withAtLeast(int queues) {
    return new TopicConfig(
        topicName,
        Math.max(queues, readQueueNums),
        Math.max(queues, writeQueueNums),
        perm,
        topicFilterType,
        topicSysFlag,
        order,
        attributes);
  }

  /** Number of queues that exist in either direction. */
  public int queues() {
    return Math.max(readQueueNums, writeQueueNums);
  }
}

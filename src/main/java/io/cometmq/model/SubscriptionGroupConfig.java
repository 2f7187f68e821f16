package io.cometmq.model;

import java.util.Map;

/**
 * Settings of one consumer group. Immutable.
 *
 * @param consumeEnable whether the group may read at all
 * @param consumeFromMinEnable whether a new group may start at the oldest message
 * @param consumeBroadcastEnable whether it may read in broadcasting mode
 * @param retryQueueNums queues of its retry topic
 * @param retryMaxTimes retries before a message goes to the dead-letter topic
 * @param brokerId the replica it reads from
 * @param whichBrokerWhenConsumeSlowly the replica it reads from when it is far behind
 * @param notifyConsumerIdsChangedEnable whether members are told at once when others come and go
 * @param consumeTimeoutMinutes minutes a client may take for one message
 * @param others members of the stored form that this broker does not use and keeps as they are, as
 *     JSON by name
 */
public record SubscriptionGroupConfig(
    String groupName,
    boolean consumeEnable,
    boolean consumeFromMinEnable,
    boolean consumeBroadcastEnable,
    boolean consumeMessageOrderly,
    int retryQueueNums,
    int retryMaxTimes,
    long brokerId,
    long whichBrokerWhenConsumeSlowly,
    boolean notifyConsumerIdsChangedEnable,
    int groupSysFlag,
    int consumeTimeoutMinutes,
    Map<String, String> attributes,
    Map<String, String> others) {
  /** Copies the maps. */
  public SubscriptionGroupConfig {
    attributes = Map.copyOf(attributes);
    others = Map.copyOf(others);
  }

  /** A group with RocketMQ's defaults. */
  public static SubscriptionGroupConfig of(String name) {
    return new SubscriptionGroupConfig(
        name, true, true, true, false, 1, 16, 0, 1, true, 0, 15, Map.of(), Map.of());
  }
}

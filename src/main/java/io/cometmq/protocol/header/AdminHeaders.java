package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/** Headers of the requests that brokers answer to tools. */
public final class AdminHeaders {
  /** UPDATE_AND_CREATE_TOPIC (17). */
  public record CreateTopic(
      String topic,
      String defaultTopic,
      int readQueueNums,
      int writeQueueNums,
      int perm,
      String topicFilterType,
      @Nullable Integer topicSysFlag,
      @Nullable Boolean order,
      @Nullable String attributes) {}

  /** Requests that name a topic and nothing else. */
  public record Topic(String topic) {}

  /** DELETE_SUBSCRIPTIONGROUP (207); older tools say removeOffset for cleanOffset. */
  public record DeleteGroup(
      String groupName, @Nullable Boolean cleanOffset, @Nullable Boolean removeOffset) {}

  /** Requests that name a group as {@code group}. */
  public record Group(String group) {}

  /** GET_CONSUMER_CONNECTION_LIST (203). */
  public record ConsumerGroup(String consumerGroup) {}

  /** GET_PRODUCER_CONNECTION_LIST (204). */
  public record ProducerGroup(String producerGroup) {}

  /** GET_CONSUME_STATS (208). */
  public record ConsumeStats(
      String consumerGroup, @Nullable String topic, @Nullable String topicList) {}

  /** GET_ALL_TOPIC_CONFIG (21). */
  public record AllTopics(@Nullable Integer topicSeq, @Nullable Integer maxTopicNum) {}

  /** GET_ALL_SUBSCRIPTIONGROUP_CONFIG (201). */
  public record AllGroups(@Nullable Integer groupSeq, @Nullable Integer maxGroupNum) {}

  private AdminHeaders() {}
}

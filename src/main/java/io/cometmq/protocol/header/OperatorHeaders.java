package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/** Headers of the requests by which operators look into groups and queues, and move groups. */
public final class OperatorHeaders {
  /** INVOKE_BROKER_TO_RESET_OFFSET (222), RESET_CONSUMER_CLIENT_OFFSET (220). */
  public record ResetOffset(
      String group,
      String topic,
      long timestamp,
      @Nullable Boolean isForce,
      @Nullable Integer queueId,
      @Nullable Long offset) {}

  /** INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223), GET_CONSUMER_STATUS_FROM_CLIENT (221). */
  public record ConsumerStatus(String topic, String group, @Nullable String clientAddr) {}

  /** CLONE_GROUP_OFFSET (314). */
  public record CloneOffsets(
      String srcGroup, String destGroup, @Nullable String topic, @Nullable Boolean offline) {}

  /** QUERY_CORRECTION_OFFSET (308). */
  public record Correction(@Nullable String filterGroups, String compareGroup, String topic) {}

  /** QUERY_CONSUME_TIME_SPAN (303), QUERY_SUBSCRIPTION_BY_CONSUMER (345). */
  public record TopicOfGroup(String topic, String group) {}

  /** QUERY_CONSUME_QUEUE (321). */
  public record ConsumeQueue(
      String topic, int queueId, long index, int count, @Nullable String consumerGroup) {}

  /** GET_CONSUMER_RUNNING_INFO (307). */
  public record RunningInfo(String consumerGroup, String clientId) {}

  /** CONSUME_MESSAGE_DIRECTLY (309). */
  public record ConsumeDirectly(
      String consumerGroup, @Nullable String clientId, @Nullable String msgId) {}

  /** GET_BROKER_CONSUME_STATS (317). */
  public record BrokerConsumeStats(@Nullable Boolean isOrder) {}

  /** VIEW_BROKER_STATS_DATA (315). */
  public record ViewStats(String statsName, String statsKey) {}

  /** UPDATE_AND_GET_GROUP_FORBIDDEN (353). */
  public record Forbidden(String group, String topic, @Nullable Boolean readable) {}

  /** RESUME_CHECK_HALF_MESSAGE (323). */
  public record ResumeCheck(@Nullable String topic, String msgId) {}

  private OperatorHeaders() {}
}

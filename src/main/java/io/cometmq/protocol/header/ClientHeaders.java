package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/** Headers of the requests that brokers answer to producers and consumers, but for the hot ones. */
public final class ClientHeaders {
  /** UNREGISTER_CLIENT (35). */
  public record UnregisterClient(
      String clientID, @Nullable String producerGroup, @Nullable String consumerGroup) {}

  /** GET_CONSUMER_LIST_BY_GROUP (38). */
  public record ConsumerList(String consumerGroup) {}

  /** QUERY_CONSUMER_OFFSET (14). */
  public record QueryOffset(
      String consumerGroup, String topic, int queueId, @Nullable Boolean setZeroIfNotFound) {}

  /** UPDATE_CONSUMER_OFFSET (15). */
  public record UpdateOffset(String consumerGroup, String topic, int queueId, long commitOffset) {}

  /** GET_MAX_OFFSET (30), GET_MIN_OFFSET (31), GET_EARLIEST_MSG_STORETIME (32). */
  public record Queue(String topic, int queueId, @Nullable Boolean committed) {}

  /** SEARCH_OFFSET_BY_TIMESTAMP (29). */
  public record SearchOffset(
      String topic, int queueId, long timestamp, @Nullable String boundaryType) {}

  /** VIEW_MESSAGE_BY_ID (33). */
  public record ViewMessage(@Nullable String topic, long offset) {}

  /** QUERY_MESSAGE (12). */
  public record QueryMessage(
      String topic, String key, int maxNum, long beginTimestamp, long endTimestamp) {}

  /** CONSUMER_SEND_MSG_BACK (36). */
  public record SendBack(
      long offset,
      String group,
      int delayLevel,
      @Nullable String originMsgId,
      @Nullable String originTopic,
      @Nullable Boolean unitMode,
      @Nullable Integer maxReconsumeTimes) {}

  /** RECALL_MESSAGE (370). */
  public record Recall(@Nullable String producerGroup, String topic, String recallHandle) {}

  /** END_TRANSACTION (37). */
  public record EndTransaction(
      String producerGroup,
      long tranStateTableOffset,
      long commitLogOffset,
      int commitOrRollback,
      @Nullable Boolean fromTransactionCheck) {}

  /** CHECK_TRANSACTION_STATE (39). */
  public record CheckTransaction(
      String topic,
      long tranStateTableOffset,
      long commitLogOffset,
      @Nullable String msgId,
      @Nullable String transactionId,
      String offsetMsgId,
      String bname) {}

  private ClientHeaders() {}
}

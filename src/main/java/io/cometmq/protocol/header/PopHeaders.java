package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/** Headers of the requests around popping, but for the hot ones. */
public final class PopHeaders {
  /** CHANGE_MESSAGE_INVISIBLETIME (200053). */
  public record ChangeInvisible(
      String consumerGroup,
      String topic,
      int queueId,
      String extraInfo,
      long offset,
      long invisibleTime) {}

  /** Answer to CHANGE_MESSAGE_INVISIBLETIME. */
  public record ChangedInvisible(long popTime, long invisibleTime, int reviveQid) {}

  /** PEEK_MESSAGE (200052). */
  public record Peek(String topic, int queueId, int maxMsgNums, String consumerGroup) {}

  /** Answer to PEEK_MESSAGE, with the messages as body. */
  public record Peeked(long popTime, long invisibleTime, int reviveQid, long restNum) {}

  /** NOTIFICATION (200054). */
  public record Notification(
      String consumerGroup,
      String topic,
      int queueId,
      long pollTime,
      long bornTime,
      @Nullable Boolean order) {}

  /** Answer to NOTIFICATION. */
  public record Notified(boolean hasMsg, boolean pollingFull) {}

  /** POLLING_INFO (200055). */
  public record PollingInfo(String consumerGroup, String topic, int queueId) {}

  /** Answer to POLLING_INFO. */
  public record Polling(int pollingNum) {}

  private PopHeaders() {}
}

package io.cometmq.client;

/**
 * How a consumer group is on a broker, or should be. Immutable. Brokers keep more than this; what
 * is not named here stays as it is when a group is changed.
 *
 * @param consuming whether the group may read at all
 * @param broadcasting whether it may read as a broadcast
 * @param ordered whether its messages are given out in order to whoever pops
 * @param fromFirst whether it may begin with the oldest message
 * @param retryQueues queues of its topic for messages that come again; 0 for no retries
 * @param maxRetries how often a message comes again before it becomes a dead letter
 */
public record GroupSettings(
    boolean consuming,
    boolean broadcasting,
    boolean ordered,
    boolean fromFirst,
    int retryQueues,
    int maxRetries) {
  private static final GroupSettings USUAL = new GroupSettings(true, true, false, true, 1, 16);

  /** What brokers give a group that nobody has made. */
  public static GroupSettings usual() {
    return USUAL;
  }

  /** The same that may read, or not. */
  public GroupSettings withConsuming(boolean may) {
    return new GroupSettings(may, broadcasting, ordered, fromFirst, retryQueues, maxRetries);
  }

  /** The same that may read as a broadcast, or not. */
  public GroupSettings withBroadcasting(boolean may) {
    return new GroupSettings(consuming, may, ordered, fromFirst, retryQueues, maxRetries);
  }

  /** The same, in order or not. */
  public GroupSettings withOrder(boolean inOrder) {
    return new GroupSettings(consuming, broadcasting, inOrder, fromFirst, retryQueues, maxRetries);
  }

  /** The same with other retries. */
  public GroupSettings withRetries(int queues, int max) {
    return new GroupSettings(consuming, broadcasting, ordered, fromFirst, queues, max);
  }
}

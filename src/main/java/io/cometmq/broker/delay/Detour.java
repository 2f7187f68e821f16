package io.cometmq.broker.delay;

/**
 * Where a message is stored first because it must not be seen yet. Immutable.
 *
 * @param dueMs for timed messages when they are to be seen, in milliseconds since the epoch; else
 *     -1
 */
public record Detour(String topic, int queueId, long dueMs) {
  /** Whether the message waits for a time of its own. */
  public boolean isTimed() {
    return dueMs >= 0;
  }
}

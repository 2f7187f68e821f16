package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a group has come in a queue. Immutable.
 *
 * @param endOffset one more than the queue's last message
 * @param committed where the group goes on; 0 when it has not committed anything
 * @param lastConsumed when the last message that it has consumed was stored, null when there is
 *     none
 */
public record QueueProgress(
    MessageQueue queue, long endOffset, long committed, @Nullable Instant lastConsumed) {
  /** How many messages the group has before it. */
  public long lag() {
    return Math.max(0, endOffset - committed);
  }
}

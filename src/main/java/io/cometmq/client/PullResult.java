package io.cometmq.client;

import java.util.List;

/**
 * What a pull brought. Immutable.
 *
 * @param messages in the order of the queue; empty when there were none in time
 * @param nextOffset where to go on, also past messages that the filter kept back
 * @param firstOffset the queue's first message
 * @param endOffset one more than the queue's last message
 */
public record PullResult(
    List<ReceivedMessage> messages, long nextOffset, long firstOffset, long endOffset) {
  /** Copies the list. */
  public PullResult {
    messages = List.copyOf(messages);
  }
}

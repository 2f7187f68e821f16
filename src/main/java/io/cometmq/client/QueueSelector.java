package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import java.util.List;

/** Decides which queue a message goes to. Called on the client's event loop: must not block. */
@FunctionalInterface
public interface QueueSelector {
  /**
   * Chooses one.
   *
   * @param queues all that can be written, by broker and number; never empty
   */
  MessageQueue select(List<MessageQueue> queues, Message message);

  /** Always this queue, whether it is known or not. */
  static QueueSelector queue(MessageQueue queue) {
    return (queues, message) -> queue;
  }

  /**
   * The same queue for the same key as long as the queues stay the same, so that messages of one
   * key stay in order. Chooses as the official client's {@code SelectMessageQueueByHash} does.
   */
  static QueueSelector byKey(Object key) {
    int hash = key.hashCode();
    return (queues, message) -> queues.get(Math.abs(hash % queues.size()));
  }
}

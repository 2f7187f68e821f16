package io.cometmq.store.dispatch;

import io.cometmq.store.queue.ConsumeQueue;

/** Is told of messages that have become visible. */
@FunctionalInterface
public interface DispatchListener {
  /** Nobody waits. */
  DispatchListener NONE = (queue, newMax, tagsCode) -> {};

  /**
   * A message with this tag hash can be read now.
   *
   * @param newMax the queue's new end
   */
  void arrived(ConsumeQueue queue, long newMax, long tagsCode);
}

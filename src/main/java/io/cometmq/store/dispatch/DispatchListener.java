package io.cometmq.store.dispatch;

import io.cometmq.store.queue.ConsumeQueue;

/** Is told of messages that have become visible. */
@FunctionalInterface
public interface DispatchListener {
  /** Nobody waits. */
  DispatchListener NONE = (queue, newMax, tagsCode, position, size) -> {};

  /**
   * A message with this tag hash can be read now.
   *
   * @param newMax the queue's new end
   * @param position where its record starts in the log
   * @param size of its record, in bytes
   */
  void arrived(ConsumeQueue queue, long newMax, long tagsCode, long position, int size);
}

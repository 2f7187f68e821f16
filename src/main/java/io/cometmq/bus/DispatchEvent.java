package io.cometmq.bus;

import io.cometmq.store.queue.ConsumeQueue;

/** What event loops tell the dispatch verticle in bulk, through its ring. */
public sealed interface DispatchEvent {
  /** Park this pull until a message arrives or its time is over. */
  record Park(HeldPull pull) implements DispatchEvent {}

  /** From now on tell an event loop that this topic has new messages. */
  record Watch(TopicWatch watch) implements DispatchEvent {}

  /** Tell it no more. */
  record Unwatch(TopicWatch watch) implements DispatchEvent {}

  /** A consumer group has consumed a queue up to, but not including, this offset. */
  record CommitOffset(String group, String topic, int queueId, long offset)
      implements DispatchEvent {}

  /** Hand back all pulls that wait for a message of this queue, though there is none. */
  record Wake(ConsumeQueue queue) implements DispatchEvent {}
}

package io.cometmq.broker.pop;

import io.cometmq.filter.MessageFilter;
import io.cometmq.store.queue.ConsumeQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Requests of one group that wait for the same queue or queues. Owned by the pop context. */
final class WaitList {
  /** What they wait for. */
  record Key(String topic, String group, int queueId) {}

  final Key key;
  final PopGroup group;

  /** The first has waited longest. */
  final Deque<Waiter> waiters = new ArrayDeque<>();

  /** What wakes them. */
  final Set<Watched> watched = new HashSet<>();

  /** The next message of a queue that a filter wants. */
  record Watched(ConsumeQueue queue, MessageFilter filter) {}

  WaitList(Key key, PopGroup group) {
    this.key = key;
    this.group = group;
  }
}

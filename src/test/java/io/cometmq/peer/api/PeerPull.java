package io.cometmq.peer.api;

import java.util.List;

/** Pulls by queue and offset, as {@code DefaultMQPullConsumer} does; thread-safe. */
public interface PeerPull extends AutoCloseable {
  /** The topic's readable queues, by broker and id. */
  List<PeerQueue> fetchQueues(String topic);

  /** Asks once; does not wait for messages. */
  PeerPullResult pull(PeerQueue queue, String expression, long offset, int max);

  /** Asks once, and the broker may hold the request until there are messages. */
  PeerPullResult pullOrWait(PeerQueue queue, String expression, long offset, int max);

  /** One more than the last message's. */
  long maxOffset(PeerQueue queue);

  /** The first message's. */
  long minOffset(PeerQueue queue);

  /** The first message stored at that time or after. */
  long searchOffset(PeerQueue queue, long timestamp);

  /** When the queue's first message was stored. */
  long earliestMessageTime(PeerQueue queue);

  /** Stores the group's offset in the broker and waits for its answer. */
  void commitOffset(PeerQueue queue, long offset);

  /** The group's offset in the broker; -1 if it has none. */
  long committedOffset(PeerQueue queue);

  @Override
  void close();
}

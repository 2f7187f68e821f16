package io.cometmq.peer.api;

import java.util.List;

/** Polls, as {@code DefaultLitePullConsumer} does; for one thread. */
public interface PeerLitePull extends AutoCloseable {
  /** What has come; empty if nothing did within that time. */
  List<PeerMessage> poll(long timeoutMillis);

  /** The queues that are this consumer's share at the moment. */
  List<PeerQueue> assigned();

  /** Polls from there on. */
  void seek(PeerQueue queue, long offset);

  /** Commits what was polled. */
  void commit();

  /** The group's offset for the queue. */
  long committed(PeerQueue queue);

  @Override
  void close();
}

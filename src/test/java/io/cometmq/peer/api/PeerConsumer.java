package io.cometmq.peer.api;

import java.util.List;

/** A running push consumer; thread-safe. */
public interface PeerConsumer extends AutoCloseable {
  /** The queues that are this consumer's share at the moment, also those of its retry topic. */
  List<PeerQueue> assigned();

  /** Those of {@link #assigned()} that it has given up, but not handed back yet. */
  List<PeerQueue> dropped();

  /** Stops pulling until {@link #resume()}. */
  void suspend();

  /** Goes on after {@link #suspend()}. */
  void resume();

  /** Commits offsets and leaves the group. */
  @Override
  void close();
}

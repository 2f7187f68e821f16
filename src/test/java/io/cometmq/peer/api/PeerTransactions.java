package io.cometmq.peer.api;

/** Sends messages in transactions; thread-safe. Failures are {@link PeerException}s. */
public interface PeerTransactions extends AutoCloseable {
  /** Stores a message, has the local part done, and tells the broker how that went. */
  PeerSendResult send(PeerMessage message);

  @Override
  void close();
}

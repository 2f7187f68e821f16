package io.cometmq.peer.api;

/** What a producer says of a transaction. */
public enum PeerOutcome {
  /** Consumers are to see the message. */
  COMMIT,
  /** Nobody is to see it. */
  ROLLBACK,
  /** It does not know yet. */
  UNKNOWN
}

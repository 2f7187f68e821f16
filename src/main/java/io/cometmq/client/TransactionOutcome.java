package io.cometmq.client;

/** How the local part of a transaction ended. */
public enum TransactionOutcome {
  /** Consumers may see the message. */
  COMMIT,
  /** Nobody ever sees it. */
  ROLLBACK,
  /** Not known yet: the broker asks the producer's {@link TransactionChecker} later. */
  UNKNOWN
}

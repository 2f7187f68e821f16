package io.cometmq.client;

import io.vertx.core.Future;

/**
 * Knows how the local part of a transaction ended. A broker asks some producer of the group, after
 * a restart perhaps another one than it was that sent the message, when it has not heard of the end
 * for a while (6 s, unless it is set otherwise), and again (every 30 s) as long as it is not known.
 */
@FunctionalInterface
public interface TransactionChecker {
  /**
   * Looks it up. Called on the Vert.x context that made the producer, or on the client's event loop
   * when there was none: must not block there, unless that context is one of a worker or virtual
   * thread.
   *
   * @param message the message as the broker keeps it; its id is that of the receipt
   * @return a failure counts as {@link TransactionOutcome#UNKNOWN}
   */
  Future<TransactionOutcome> check(ReceivedMessage message);
}

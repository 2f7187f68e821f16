package io.cometmq.bus;

import io.vertx.core.Future;

/** What operators can ask of the transaction context. Called on that context only. */
public interface TransactionRequests {
  /**
   * Has the producer of a transaction asked again from the first check on, also when it was given
   * up. Fails with a refusal when no half and no given-up message starts at the position, or when
   * the transaction has ended.
   *
   * @param position in the log of the half, or of what was set aside
   */
  Future<Void> resume(long position);
}

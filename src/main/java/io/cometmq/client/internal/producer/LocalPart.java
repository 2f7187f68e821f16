package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.TransactionReceipt;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The local part of a transaction, and what follows from it. Immutable; used where the application
 * wants its results.
 */
record LocalPart(SendReceipt half, Function<SendReceipt, Future<TransactionOutcome>> work) {

  /**
   * Does it, and has the broker told.
   *
   * @param teller tells the broker; never fails
   */
  Future<TransactionReceipt> end(BiFunction<SendReceipt, TransactionOutcome, Future<Void>> teller) {
    if (half.durability() != SendReceipt.Durability.AS_CONFIGURED) {
      // as official producers do: what may be lost must not be committed
      return told(teller, TransactionOutcome.ROLLBACK);
    }
    return done()
        .transform(
            done -> {
              TransactionOutcome outcome = done.result();
              if (done.succeeded() && outcome != null) {
                return told(teller, outcome);
              }
              Throwable cause =
                  done.failed() ? done.cause() : new NullPointerException("the outcome is null");
              return told(teller, TransactionOutcome.UNKNOWN)
                  .compose(
                      told ->
                          Future.failedFuture(
                              new ClientException.Undecided(
                                  half.queue().brokerName(), half.queue().topic(), cause)));
            });
  }

  private Future<TransactionOutcome> done() {
    try {
      return work.apply(half);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<TransactionReceipt> told(
      BiFunction<SendReceipt, TransactionOutcome, Future<Void>> teller,
      TransactionOutcome outcome) {
    return teller.apply(half, outcome).map(done -> new TransactionReceipt(half, outcome));
  }
}

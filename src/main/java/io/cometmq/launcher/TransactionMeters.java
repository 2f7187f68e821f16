package io.cometmq.launcher;

import io.cometmq.bus.TransactionProxy;
import io.cometmq.metrics.TransactionStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** The meters of transactions; the registry alone holds what they read. Stateless. */
final class TransactionMeters {
  private static final String ENDED = "comet.transactions.ended";

  private TransactionMeters() {}

  static void bind(
      MeterRegistry registry, TransactionStats stats, LongSupplier open, TransactionProxy inbox) {
    Gauge.builder("comet.transactions.open", open, LongSupplier::getAsLong)
        .description("Transactions whose outcome is not known")
        .strongReference(true)
        .register(registry);
    Gauge.builder("comet.transactions.queue", inbox, TransactionProxy::depth)
        .description("Ends of transactions that wait")
        .strongReference(true)
        .register(registry);
    FunctionCounter.builder("comet.transactions.queue.full", inbox, TransactionProxy::overruns)
        .description("How often that queue was full, so that ends were refused")
        .register(registry);
    ended(registry, stats, "commit", TransactionStats::commits);
    ended(registry, stats, "rollback", TransactionStats::rollbacks);
    ended(registry, stats, "given-up", TransactionStats::givenUp);
    FunctionCounter.builder("comet.transactions.checks", stats, TransactionStats::checks)
        .description("Questions to producers for the outcome of a transaction")
        .register(registry);
    FunctionCounter.builder(
            "comet.transactions.unanswerable", stats, TransactionStats::unanswerable)
        .description("Questions for which no producer of the group was connected")
        .register(registry);
  }

  private static void ended(
      MeterRegistry registry,
      TransactionStats stats,
      String outcome,
      ToDoubleFunction<TransactionStats> count) {
    FunctionCounter.builder(ENDED, stats, count)
        .tag("outcome", outcome)
        .description("Transactions that have ended")
        .register(registry);
  }
}

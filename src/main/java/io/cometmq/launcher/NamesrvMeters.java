package io.cometmq.launcher;

import io.cometmq.net.RemotingStats;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** The meters of the NameServer role; the registry alone holds what they read. Stateless. */
final class NamesrvMeters {
  private NamesrvMeters() {}

  static void bind(
      MeterRegistry registry, RemotingStats stats, IntSupplier topics, IntSupplier brokers) {
    RemotingMeters.bind(registry, "namesrv", stats);
    Gauge.builder("comet.namesrv.topics", topics, IntSupplier::getAsInt)
        .description("Topics in the route table")
        .strongReference(true)
        .register(registry);
    Gauge.builder("comet.namesrv.brokers", brokers, IntSupplier::getAsInt)
        .description("Brokers that are alive")
        .strongReference(true)
        .register(registry);
  }
}

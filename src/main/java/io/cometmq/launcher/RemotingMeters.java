package io.cometmq.launcher;

import io.cometmq.net.RemotingStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The meters of a port that speaks the remoting protocol. Stateless. */
final class RemotingMeters {
  private RemotingMeters() {}

  static void bind(MeterRegistry registry, String role, RemotingStats stats) {
    Gauge.builder("comet.connections", stats, RemotingStats::open)
        .description("Open client connections")
        .tag("role", role)
        .register(registry);
    counter(
        registry,
        role,
        "comet.connections.accepted",
        "Connections accepted",
        stats,
        RemotingStats::accepted);
    counter(
        registry,
        role,
        "comet.connections.idle.closed",
        "Connections closed because they were silent",
        stats,
        RemotingStats::idleClosed);
    counter(
        registry,
        role,
        "comet.frames.broken",
        "Connections closed because of bytes that are no frame",
        stats,
        RemotingStats::brokenFrames);
    counter(registry, role, "comet.requests", "Requests received", stats, RemotingStats::requests);
    counter(
        registry,
        role,
        "comet.requests.unsupported",
        "Requests with a code that nobody handles",
        stats,
        RemotingStats::unsupported);
    counter(
        registry,
        role,
        "comet.requests.failed",
        "Requests that failed unexpectedly",
        stats,
        RemotingStats::failed);
  }

  private static void counter(
      MeterRegistry registry,
      String role,
      String name,
      String description,
      RemotingStats stats,
      ToDoubleFunction<RemotingStats> value) {
    FunctionCounter.builder(name, stats, value)
        .description(description)
        .tag("role", role)
        .register(registry);
  }
}

package io.cometmq.launcher;

import io.cometmq.broker.delay.DelayProgress;
import io.cometmq.broker.pop.PopVerticle;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.StorageProxy;
import io.cometmq.net.RemotingStats;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.CommitLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The meters of the broker role: store, rings, long polls; the registry alone holds what they read.
 * Stateless.
 */
final class BrokerMeters {
  private BrokerMeters() {}

  static void bind(
      MeterRegistry registry,
      MessageStore store,
      RemotingStats remoting,
      StorageProxy storage,
      DispatchProxy<?> dispatch,
      IntSupplier heldPulls,
      PopVerticle pop) {
    RemotingMeters.bind(registry, "broker", remoting);
    CommitLog log = store.commitLog();
    bytes(registry, "comet.log.size", "From the oldest record to the end", log::sizeBytes);
    bytes(registry, "comet.log.end", "Position after the last record", log::endPosition);
    bytes(
        registry,
        "comet.log.unflushed",
        "Appended and not forced to disk",
        () -> log.endPosition() - log.flushedPosition());
    bytes(registry, "comet.log.prepared", "Room ready ahead of the writer", log::preparedBytes);
    bytes(
        registry,
        "comet.dispatch.behind",
        "Appended and not visible to consumers",
        () -> log.endPosition() - store.dispatcher().dispatchedPosition());
    gauge(
        registry,
        "comet.store.writable",
        "1 when messages are taken, 0 when the store refuses them",
        () -> store.health().isWritable() ? 1 : 0);
    bytes(
        registry,
        "comet.store.mapped",
        "Files of the store mapped into memory",
        store::mappedBytes);
    gauge(registry, "comet.append.queue", "Sends that wait for storage", storage::depth);
    gauge(registry, "comet.dispatch.queue", "Pulls and offsets that wait", dispatch::depth);
    gauge(registry, "comet.pulls.held", "Pulls that wait for a message", heldPulls);
    gauge(
        registry,
        "comet.pop.in.flight",
        "Messages that were popped and not acknowledged",
        pop::inFlight);
    gauge(registry, "comet.pops.held", "Pops that wait for a message", pop::waiting);
    FunctionCounter.builder("comet.pop.revived", pop, PopVerticle::revived)
        .description("Popped messages that were not acknowledged in time and given again")
        .register(registry);
    FunctionCounter.builder("comet.append.queue.full", storage, StorageProxy::overruns)
        .description("How often storage's queue was full, so that sockets were not read")
        .register(registry);
    FunctionCounter.builder("comet.dispatch.queue.full", dispatch, DispatchProxy::overruns)
        .description("How often dispatch's queue was full")
        .register(registry);
  }

  /** Meters of messages that wait. */
  static void bindDelays(MeterRegistry registry, DelayProgress progress) {
    Gauge.builder("comet.delay.pending", progress, DelayProgress::waitingForLevel)
        .description("Messages that wait for the end of a delay")
        .tag("by", "level")
        .register(registry);
    Gauge.builder("comet.delay.pending", progress, DelayProgress::waitingForTime)
        .description("Messages that wait for the end of a delay")
        .tag("by", "time")
        .register(registry);
  }

  private static void bytes(
      MeterRegistry registry, String name, String description, LongSupplier value) {
    Gauge.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, IntSupplier value) {
    Gauge.builder(name, value, IntSupplier::getAsInt)
        .description(description)
        .strongReference(true)
        .register(registry);
  }
}

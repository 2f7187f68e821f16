package io.cometmq.launcher;

import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.SubscriptionConflicts;
import io.cometmq.metrics.BrokerStats;
import io.cometmq.metrics.TopicStats;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Meters by topic, group and refusal, whose labels come and go. Owned by the context that refreshes
 * it. Only so many series are shown: the busiest, and the largest lags.
 */
final class SubscriptionMeters {
  private static final int MAX_SERIES = 300;

  private final BrokerStats stats;
  private final ConsumerOffsetTable offsets;
  private final SubscriptionConflicts conflicts;
  private final ConsumeQueueTable queues;
  private final MultiGauge messagesIn;
  private final MultiGauge bytesIn;
  private final MultiGauge messagesOut;
  private final MultiGauge bytesOut;
  private final MultiGauge refusals;
  private final MultiGauge lag;
  private final MultiGauge conflicting;

  SubscriptionMeters(
      MeterRegistry registry, BrokerStats stats, GroupState groups, ConsumeQueueTable queues) {
    this.stats = stats;
    this.offsets = groups.offsets();
    this.conflicts = groups.conflicts();
    this.queues = queues;
    this.messagesIn = gauge(registry, "comet.topic.messages.in", "Messages stored since the start");
    this.bytesIn = gauge(registry, "comet.topic.bytes.in", "Bytes stored since the start");
    this.messagesOut =
        gauge(registry, "comet.group.messages.out", "Messages delivered since the start");
    this.bytesOut = gauge(registry, "comet.group.bytes.out", "Bytes delivered since the start");
    this.refusals =
        gauge(registry, "comet.sends.refused", "Sends refused since the start, by response code");
    this.lag = gauge(registry, "comet.group.lag", "Messages that a group has not read yet");
    this.conflicting =
        gauge(
            registry,
            "comet.group.subscription.conflict",
            "1 while members of the group subscribe differently to the topic");
    FunctionCounter.builder("comet.subscription.conflicts", conflicts, SubscriptionConflicts::found)
        .description("Topics that members of one group were found to subscribe to differently")
        .register(registry);
    FunctionCounter.builder("comet.messages.in", stats, s -> s.allIn().messages())
        .description("Messages stored")
        .register(registry);
    FunctionCounter.builder("comet.messages.out", stats, s -> s.allOut().messages())
        .description("Messages delivered")
        .register(registry);
    FunctionCounter.builder("comet.bytes.in", stats, s -> s.allIn().bytes())
        .description("Bytes of records stored")
        .baseUnit("bytes")
        .register(registry);
    FunctionCounter.builder("comet.bytes.out", stats, s -> s.allOut().bytes())
        .description("Bytes of records delivered")
        .baseUnit("bytes")
        .register(registry);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** Takes over who there is now. */
  void refresh() {
    List<MultiGauge.Row<?>> in = new ArrayList<>();
    List<MultiGauge.Row<?>> inBytes = new ArrayList<>();
    top(stats.in())
        .forEach(
            entry -> {
              Tags tags = Tags.of("topic", entry.getKey());
              in.add(MultiGauge.Row.of(tags, entry.getValue().messages()));
              inBytes.add(MultiGauge.Row.of(tags, entry.getValue().bytes()));
            });
    messagesIn.register(in, true);
    bytesIn.register(inBytes, true);
    List<MultiGauge.Row<?>> out = new ArrayList<>();
    List<MultiGauge.Row<?>> outBytes = new ArrayList<>();
    top(stats.out())
        .forEach(
            entry -> {
              Tags tags = Tags.of("topic", entry.getKey().topic(), "group", entry.getKey().group());
              out.add(MultiGauge.Row.of(tags, entry.getValue().messages()));
              outBytes.add(MultiGauge.Row.of(tags, entry.getValue().bytes()));
            });
    messagesOut.register(out, true);
    bytesOut.register(outBytes, true);
    List<MultiGauge.Row<?>> refused = new ArrayList<>();
    stats
        .refusedSends()
        .forEach(
            (code, count) ->
                refused.add(
                    MultiGauge.Row.of(Tags.of("code", Integer.toString(code)), count.sum())));
    refusals.register(refused, true);
    lag.register(lags(), true);
    List<MultiGauge.Row<?>> conflictRows = new ArrayList<>();
    conflicts.current().stream()
        .limit(MAX_SERIES)
        .map(SubscriptionConflicts.Conflict::key)
        .forEach(
            key ->
                conflictRows.add(
                    MultiGauge.Row.of(Tags.of("topic", key.topic(), "group", key.group()), 1)));
    conflicting.register(conflictRows, true);
  }

  private static <K> List<Map.Entry<K, TopicStats>> top(Map<K, TopicStats> all) {
    return all.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<K, TopicStats> entry) -> entry.getValue().messages())
                .reversed())
        .limit(MAX_SERIES)
        .toList();
  }

  private List<MultiGauge.Row<?>> lags() {
    record Lag(ConsumerOffsetTable.TopicGroup key, long messages) {}

    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    offsets.keys().stream()
        .map(key -> new Lag(key, lag(key)))
        .sorted(Comparator.comparingLong(Lag::messages).reversed())
        .limit(MAX_SERIES)
        .forEach(
            lag ->
                rows.add(
                    MultiGauge.Row.of(
                        Tags.of("topic", lag.key().topic(), "group", lag.key().group()),
                        lag.messages())));
    return rows;
  }

  private long lag(ConsumerOffsetTable.TopicGroup key) {
    long messages = 0;
    for (Map.Entry<Integer, Long> entry : offsets.find(key.group(), key.topic()).entrySet()) {
      ConsumeQueue queue = queues.find(key.topic(), entry.getKey());
      if (queue != null) {
        messages += Math.max(0, queue.maxOffset() - entry.getValue());
      }
    }
    return messages;
  }
}

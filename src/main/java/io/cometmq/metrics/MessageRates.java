package io.cometmq.metrics;

import java.util.HashMap;
import java.util.Map;

/**
 * Messages per second, from counters looked at every ten seconds. Written by whoever ticks it; any
 * thread reads.
 */
public final class MessageRates {
  /** Time between two looks. */
  public static final long PERIOD_MS = 10_000;

  private final BrokerStats stats;
  private final Map<String, Long> lastIn = new HashMap<>();
  private final Map<String, Long> lastOut = new HashMap<>();
  private long lastMs;
  private volatile Rates rates = new Rates(0, 0, Map.of(), Map.of());

  private record Rates(
      double in, double out, Map<String, Double> byTopic, Map<String, Double> byGroup) {}

  /** Creates rates of these counters. */
  public MessageRates(BrokerStats stats) {
    this.stats = stats;
  }

  /** Looks at the counters. */
  public void tick(long nowMs) {
    double seconds = Math.max(1, nowMs - lastMs) / 1000.0;
    Map<String, Long> in = new HashMap<>();
    stats.in().forEach((topic, counts) -> in.put(topic, counts.messages()));
    Map<String, Long> out = new HashMap<>();
    stats
        .out()
        .forEach(
            (subscription, counts) ->
                out.merge(subscription.group(), counts.messages(), Long::sum));
    if (lastMs > 0) {
      Map<String, Double> byTopic = difference(lastIn, in, seconds);
      Map<String, Double> byGroup = difference(lastOut, out, seconds);
      rates = new Rates(sum(byTopic), sum(byGroup), byTopic, byGroup);
    }
    lastIn.clear();
    lastIn.putAll(in);
    lastOut.clear();
    lastOut.putAll(out);
    lastMs = nowMs;
  }

  private static Map<String, Double> difference(
      Map<String, Long> before, Map<String, Long> now, double seconds) {
    Map<String, Double> rates = new HashMap<>();
    now.forEach(
        (name, count) ->
            rates.put(name, Math.max(0, count - before.getOrDefault(name, 0L)) / seconds));
    return Map.copyOf(rates);
  }

  private static double sum(Map<String, Double> rates) {
    return rates.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Messages stored. */
  public double inPerSecond() {
    return rates.in();
  }

  /** Messages delivered. */
  public double outPerSecond() {
    return rates.out();
  }

  /** Messages stored in a topic. */
  public double inPerSecond(String topic) {
    return rates.byTopic().getOrDefault(topic, 0.0);
  }

  /** Messages delivered to a group. */
  public double outPerSecond(String group) {
    return rates.byGroup().getOrDefault(group, 0.0);
  }
}

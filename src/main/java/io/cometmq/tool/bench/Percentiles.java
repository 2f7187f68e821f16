package io.cometmq.tool.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What is said of latencies. Immutable; milliseconds.
 *
 * @param count how many there were; nothing else is known when there were none
 */
record Percentiles(
    long count, double mean, double p50, double p90, double p99, double p999, double max) {
  private static final double US = 1_000;

  static Percentiles of(Histogram micros) {
    return new Percentiles(
        micros.getTotalCount(),
        micros.getMean() / US,
        at(micros, 50),
        at(micros, 90),
        at(micros, 99),
        at(micros, 99.9),
        micros.getMaxValue() / US);
  }

  private static double at(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / US;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", count);
    map.put("mean", mean);
    map.put("p50", p50);
    map.put("p90", p90);
    map.put("p99", p99);
    map.put("p999", p999);
    map.put("max", max);
    return map;
  }
}

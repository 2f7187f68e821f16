package io.cometmq.tool.bench;

import io.cometmq.tool.cli.Facts;
import io.cometmq.tool.cli.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * What a run has found. Immutable.
 *
 * @param queues how many the topic has
 * @param startedAt when measuring began
 * @param failure why the first message that failed did so, null when none has
 */
record BenchResult(
    Plan plan,
    int queues,
    Instant startedAt,
    Totals totals,
    Side sent,
    Side received,
    @Nullable Throwable failure) {

  private static final double US = 1_000;
  private static final int CURVE_STEPS = 5;

  /**
   * Sums.
   *
   * @param seconds that were measured, without warm-up and what came behind
   * @param sentPerSecond messages with a receipt, while it was measured
   * @param receivedPerSecond messages received, of all subscriptions together, while it was
   *     measured
   * @param sent messages with a receipt, warm-up included; so are the others
   * @param failed messages without one
   * @param received messages received, of all subscriptions together
   * @param lost messages with a receipt that a subscription did not get
   * @param duplicates messages that a subscription got again
   * @param endedEarly whether somebody wanted it to end
   */
  record Totals(
      double seconds,
      double sentPerSecond,
      double receivedPerSecond,
      long sent,
      long failed,
      long received,
      long lost,
      long duplicates,
      boolean endedEarly) {}

  /** Senders or receivers. */
  record Side(List<Sampler.Sample> samples, Histogram latencies) {
    static Side of(Sampler sampler) {
      return new Side(sampler.samples(), sampler.total());
    }

    Percentiles percentiles() {
      return Percentiles.of(latencies);
    }

    private Map<String, Object> toMap(boolean timed) {
      Map<String, Object> map = new LinkedHashMap<>();
      if (timed) {
        map.put("latencyMs", percentiles().toMap());
        map.put("curve", curve());
      }
      List<Object> list = new ArrayList<>();
      for (Sampler.Sample sample : samples) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("atSeconds", sample.atSeconds());
        entry.put("perSecond", sample.perSecond());
        if (timed) {
          entry.put("latencyMs", sample.latencies().toMap());
        }
        list.add(entry);
      }
      map.put("samples", list);
      return map;
    }

    /** Pairs of a percentile and its latency. */
    private List<Object> curve() {
      List<Object> points = new ArrayList<>();
      for (HistogramIterationValue value : latencies.percentiles(CURVE_STEPS)) {
        points.add(List.of(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / US));
      }
      return points;
    }
  }

  /** Whether sending was measured; what was filled in beforehand has waited for its readers. */
  private boolean isTimed() {
    return !plan.readers().afterwards();
  }

  private boolean isReceived() {
    return plan.readers().subscriptions() > 0;
  }

  /** Whether all went well. */
  boolean isSound() {
    return totals.failed() == 0 && totals.lost() == 0;
  }

  /** For programs. */
  Facts all() {
    Facts facts =
        new Facts()
            .put("bench", plan.name())
            .put("startedAt", startedAt)
            .put("settings", settings())
            .put("environment", environment())
            .put("totals", totalsMap());
    if (failure != null) {
      facts.put("failure", failure.getMessage());
    }
    if (isTimed()) {
      facts.put("send", sent.toMap(true));
    }
    if (isReceived()) {
      facts.put("receive", received.toMap(isTimed()));
    }
    return facts;
  }

  private Map<String, Object> settings() {
    Plan.Load load = plan.load();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("topic", load.topic());
    map.put("queues", queues);
    map.put("bodyBytes", load.size());
    map.put("producers", load.producers());
    map.put("ratePerSecond", load.rate() > 0 ? load.rate() : "saturated");
    map.put("inFlightPerProducer", load.inFlight());
    if (isTimed()) {
      map.put("warmUpSeconds", load.warmUp().toMillis() / US);
    }
    if (isReceived()) {
      map.put("subscriptions", plan.readers().subscriptions());
      map.put("consumersPerSubscription", plan.readers().members());
      map.put("broadcast", plan.readers().broadcasting());
    }
    return map;
  }

  private static Map<String, Object> environment() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("java", Runtime.version().toString());
    map.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    map.put("processors", Runtime.getRuntime().availableProcessors());
    return map;
  }

  private Map<String, Object> totalsMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("seconds", totals.seconds());
    if (isTimed()) {
      map.put("sentPerSecond", totals.sentPerSecond());
    }
    if (isReceived()) {
      map.put("receivedPerSecond", totals.receivedPerSecond());
    }
    map.put("sent", totals.sent());
    map.put("failed", totals.failed());
    if (isReceived()) {
      map.put("received", totals.received());
      map.put("lost", totals.lost());
      map.put("duplicates", totals.duplicates());
    }
    map.put("endedEarly", totals.endedEarly());
    return map;
  }

  /** For people: what there was, and how long it took. */
  String table() {
    Facts facts = new Facts().put("bench", plan.name());
    settings().forEach(facts::put);
    totalsMap().forEach(facts::put);
    if (failure != null) {
      facts.put("failure", failure.getMessage());
    }
    Rows rows = Rows.of("latencyMs", "mean", "p50", "p90", "p99", "p99.9", "max");
    if (isTimed()) {
      add(rows, "send to receipt", sent.percentiles());
    }
    if (isReceived() && isTimed()) {
      add(rows, "send to delivery", received.percentiles());
    }
    return facts.table() + (rows.size() == 0 ? "" : "\n" + rows.table());
  }

  private static void add(Rows rows, String name, Percentiles found) {
    rows.add(name, found.mean(), found.p50(), found.p90(), found.p99(), found.p999(), found.max());
  }
}

package io.cometmq.metrics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How counters stood during the last minute, hour and day. Written by whoever ticks it; any thread
 * reads.
 */
public final class StatsHistory {
  private static final long HOUR_STEP_MS = 600_000;
  private static final long DAY_STEP_MS = 3_600_000;
  private static final int MINUTE_SAMPLES = 6;
  private static final int HOUR_SAMPLES = 6;
  private static final int DAY_SAMPLES = 24;

  /** What a counter counted in the last {@code millis} milliseconds. Immutable. */
  public record Window(long messages, long bytes, long millis) {}

  /** The last minute, hour and day, as far as the counter is that old. Immutable. */
  public record Windows(Window minute, Window hour, Window day) {}

  /** How many messages had come and gone when a day began. Immutable. */
  public record Day(long in, long out) {
    static final Day NONE = new Day(0, 0);
  }

  private record Sample(long timeMs, long messages, long bytes) {}

  private record Samples(List<Sample> minute, List<Sample> hour, List<Sample> day) {}

  private final BrokerStats stats;
  private final ZoneId zone;
  private final Map<TopicStats, Samples> samples = new ConcurrentHashMap<>();
  private @Nullable LocalDate today;
  private volatile long lastTickMs;
  private volatile Day thisMorning = Day.NONE;
  private volatile Day yesterdayMorning = Day.NONE;

  /**
   * Creates a history of these counters, which all stand at 0.
   *
   * @param zone tells when a day begins
   */
  public StatsHistory(BrokerStats stats, long nowMs, ZoneId zone) {
    this.stats = stats;
    this.zone = zone;
    this.lastTickMs = nowMs;
  }

  /** Looks at the counters; to be called every ten seconds. */
  public void tick(long nowMs) {
    List<TopicStats> counters = new ArrayList<>(stats.in().values());
    counters.addAll(stats.out().values());
    counters.addAll(stats.sentBack().values());
    counters.add(stats.allIn());
    counters.add(stats.allOut());
    Set<TopicStats> current = Collections.newSetFromMap(new IdentityHashMap<>());
    current.addAll(counters);
    samples.keySet().removeIf(counter -> !current.contains(counter));
    counters.forEach(
        counter -> samples.compute(counter, (same, known) -> sampled(counter, known, nowMs)));
    lastTickMs = nowMs;
    turnDay(nowMs);
  }

  private Samples sampled(TopicStats counter, @Nullable Samples known, long nowMs) {
    Sample now = new Sample(nowMs, counter.messages(), counter.bytes());
    if (known == null) {
      // it was born after the last look, and stood at 0 then
      List<Sample> birth = List.of(new Sample(lastTickMs, 0, 0));
      return new Samples(with(birth, now, MINUTE_SAMPLES), birth, birth);
    }
    return new Samples(
        with(known.minute, now, MINUTE_SAMPLES),
        isOlder(known.hour, nowMs - HOUR_STEP_MS)
            ? with(known.hour, now, HOUR_SAMPLES)
            : known.hour,
        isOlder(known.day, nowMs - DAY_STEP_MS) ? with(known.day, now, DAY_SAMPLES) : known.day);
  }

  private static boolean isOlder(List<Sample> list, long timeMs) {
    return list.get(list.size() - 1).timeMs <= timeMs;
  }

  private static List<Sample> with(List<Sample> list, Sample next, int most) {
    List<Sample> longer =
        new ArrayList<>(list.subList(Math.max(0, list.size() - most), list.size()));
    longer.add(next);
    return List.copyOf(longer);
  }

  private void turnDay(long nowMs) {
    LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(nowMs), zone);
    if (today != null && !date.equals(today)) {
      yesterdayMorning = thisMorning;
      thisMorning = new Day(stats.allIn().messages(), stats.allOut().messages());
    }
    today = date;
  }

  /** What a counter counted lately. */
  public Windows of(TopicStats counter, long nowMs) {
    Sample now = new Sample(nowMs, counter.messages(), counter.bytes());
    Samples known = samples.get(counter);
    if (known == null) {
      Window all = new Window(now.messages, now.bytes, Math.max(0, nowMs - lastTickMs));
      return new Windows(all, all, all);
    }
    return new Windows(
        since(known.minute.get(0), now),
        since(known.hour.get(0), now),
        since(known.day.get(0), now));
  }

  private static Window since(Sample first, Sample now) {
    return new Window(
        now.messages - first.messages, now.bytes - first.bytes, now.timeMs - first.timeMs);
  }

  /** Totals at the beginning of today; 0 on the day of the start. */
  public Day thisMorning() {
    return thisMorning;
  }

  /** Totals at the beginning of yesterday. */
  public Day yesterdayMorning() {
    return yesterdayMorning;
  }
}

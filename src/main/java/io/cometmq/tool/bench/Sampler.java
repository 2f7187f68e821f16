package io.cometmq.tool.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Looks at the tracks of all senders or receivers again and again. Owned by the main thread. */
final class Sampler {
  /**
   * What happened since the look before.
   *
   * @param atSeconds when it was looked, since the beginning
   * @param perSecond messages
   */
  record Sample(double atSeconds, double perSecond, Percentiles latencies) {}

  private static final long MOMENT_NANOS = 500_000_000;

  private final List<Track> tracks = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private Histogram total = Track.histogram();
  private long beginNanos = System.nanoTime();
  private long lastNanos = beginNanos;

  /** A track to look at. */
  Track track() {
    Track track = new Track();
    tracks.add(track);
    return track;
  }

  /** Forgets all latencies: from now on it counts. */
  void begin() {
    tracks.forEach(Track::takeLatencies);
    total = Track.histogram();
    samples.clear();
    beginNanos = System.nanoTime();
    lastNanos = beginNanos;
  }

  /** Looks for the last time; a moment after another look it makes no sample of its own. */
  void lookLast() {
    if (samples.isEmpty() || System.nanoTime() - lastNanos >= MOMENT_NANOS) {
      look();
    } else {
      take();
    }
  }

  /** Looks. */
  void look() {
    long now = System.nanoTime();
    Histogram latest = take();
    double seconds = (now - lastNanos) / 1e9;
    samples.add(
        new Sample(
            (now - beginNanos) / 1e9, latest.getTotalCount() / seconds, Percentiles.of(latest)));
    lastNanos = now;
  }

  /** Takes what is late into the total, but makes no sample of it. */
  void takeRest() {
    take();
  }

  private Histogram take() {
    Histogram latest = Track.histogram();
    tracks.forEach(track -> latest.add(track.takeLatencies()));
    total.add(latest);
    return latest;
  }

  /** How much there was, warm-up included. */
  long count() {
    return tracks.stream().mapToLong(Track::count).sum();
  }

  long failures() {
    return tracks.stream().mapToLong(Track::failures).sum();
  }

  /** All latencies since {@link #begin}. */
  Histogram total() {
    return total;
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }
}

package io.cometmq.tool.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Counts and times what one event loop does. Written there; others may read counts, and one other
 * thread takes the latencies.
 */
final class Track {
  private static final long LONGEST_US = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 3;

  private final SingleWriterRecorder latencies = new SingleWriterRecorder(1, LONGEST_US, DIGITS);
  private final LongAdder count = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** An empty histogram of the kind that all have: microseconds. */
  static Histogram histogram() {
    return new Histogram(1, LONGEST_US, DIGITS);
  }

  /** Something came to its end. */
  void done(long latencyNanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(latencyNanos);
    latencies.recordValue(Math.max(0, Math.min(LONGEST_US, micros)));
    count.increment();
  }

  void failed() {
    failures.increment();
  }

  long count() {
    return count.sum();
  }

  long failures() {
    return failures.sum();
  }

  /** The latencies since the last call. */
  Histogram takeLatencies() {
    return latencies.getIntervalHistogram();
  }
}

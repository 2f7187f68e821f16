package io.cometmq.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Counts what becomes of delayed messages. Safe for any thread. */
public final class DelayStats {
  private final Timer lateness;
  private final Counter recalled;
  private final Counter dropped;

  /** Creates counters that start at 0. */
  public DelayStats(MeterRegistry registry) {
    this.lateness =
        Timer.builder("comet.delay.lateness")
            .description("Time from when a delayed message is due to when it is stored")
            .publishPercentiles(0.5, 0.99, 0.999)
            .register(registry);
    this.recalled =
        Counter.builder("comet.delay.recalled")
            .description("Timed messages that their producers took back")
            .register(registry);
    this.dropped =
        Counter.builder("comet.delay.dropped")
            .description("Delayed messages whose topics do not exist any more")
            .register(registry);
  }

  /** A delayed message was stored in its topic so many milliseconds after it was due. */
  public void onDelivered(long lateMs) {
    lateness.record(Math.max(0, lateMs), TimeUnit.MILLISECONDS);
  }

  /** A timed message was not delivered because it had been taken back. */
  public void onRecalled() {
    recalled.increment();
  }

  /** A delayed message could not be delivered. */
  public void onDropped() {
    dropped.increment();
  }
}

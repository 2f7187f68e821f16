package io.cometmq.tool.bench;

/**
 * Says when messages of a fixed rate should leave: those due within a millisecond at its end, so
 * that the grain of timers does not count as latency. Immutable.
 *
 * @param beginNanos when the first millisecond begins
 * @param rate messages a second, above 0
 */
record Pacer(long beginNanos, double rate) {
  private static final long TICK = 1_000_000;
  private static final double SECOND = 1e9;

  /** How many messages should have left by now. */
  long due(long nowNanos) {
    long ticks = Math.max(0, nowNanos - beginNanos) / TICK;
    return (long) (ticks * TICK * rate / SECOND);
  }

  /** When a message should leave. */
  long intendedNanos(long number) {
    // the first tick by which so many and this one are due
    long ticks = (long) Math.ceil((number + 1) * SECOND / rate / TICK - 1e-9);
    return beginNanos + ticks * TICK;
  }
}

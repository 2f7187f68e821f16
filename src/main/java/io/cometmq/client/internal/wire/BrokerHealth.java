package io.cometmq.client.internal.wire;

/**
 * How quickly a broker answers, and whether it is left alone for a while because it failed. Owned
 * by the client's loop.
 */
public final class BrokerHealth {
  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 30_000;
  private static final int HALF_LIFE_MS = 1_000;

  private long averageNanos;
  private long sampledAtMs;
  private long pausedUntilMs;
  private int failures;

  /** It answered after this time. */
  public void answered(long nanos, long nowMs) {
    averageNanos = averageNanos == 0 ? nanos : averageNanos + (nanos - averageNanos) / 8;
    sampledAtMs = nowMs;
    failures = 0;
    pausedUntilMs = 0;
  }

  /**
   * It could not be reached, or did not answer in time. What fails within a pause counts no more:
   * all that was on its way fails when a connection breaks.
   */
  public void failed(long nowMs) {
    if (nowMs < pausedUntilMs) {
      return;
    }
    pausedUntilMs = nowMs + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures, 8));
    failures++;
  }

  /** Whether it is worth a try. */
  public boolean isUsable(long nowMs) {
    return nowMs >= pausedUntilMs;
  }

  /**
   * The time to expect; what was seen long ago counts less, so that a slow broker gets new chances.
   */
  public long expectedNanos(long nowMs) {
    return averageNanos >> Math.min(40, (nowMs - sampledAtMs) / HALF_LIFE_MS);
  }
}

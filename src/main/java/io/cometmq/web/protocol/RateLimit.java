package io.cometmq.web.protocol;

/** So many events in a second, with a second's worth at once. Owned by one event loop. */
public final class RateLimit {
  private static final long SECOND_MS = 1000;

  private final int perSecond;
  private double left;
  private long lastMs;

  /** Creates a full one. */
  public RateLimit(int perSecond, long nowMs) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.lastMs = nowMs;
  }

  /** Whether one more event may happen now. */
  public boolean take(long nowMs) {
    long passed = Math.max(0, nowMs - lastMs);
    lastMs = nowMs;
    left = Math.min(perSecond, left + (double) passed * perSecond / SECOND_MS);
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}

package io.cometmq.testkit;

import io.cometmq.util.Clock;

/** A clock that stands still until it is told to go on. */
public final class ManualClock implements Clock {
  private long now;

  /** Starts at this time. */
  public ManualClock(long now) {
    this.now = now;
  }

  @Override
  public long millis() {
    return now;
  }

  /** Goes on by so much. */
  public void advance(long millis) {
    now += millis;
  }
}

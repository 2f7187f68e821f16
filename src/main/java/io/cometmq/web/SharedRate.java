package io.cometmq.web;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many events in a second, with a second's worth at once. Safe for any thread.
 *
 * <p>All it remembers is up to when the events that were let through use the rate up: each one
 * takes its part of a second, and no more than a second may be taken ahead.
 */
final class SharedRate {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long each;
  private final AtomicLong usedUpTo = new AtomicLong(Long.MIN_VALUE);

  SharedRate(int perSecond) {
    this.each = SECOND / perSecond;
  }

  /**
   * Whether one more event may happen now.
   *
   * @param now nanoseconds of a clock that does not jump
   */
  boolean take(long now) {
    while (true) {
      long before = usedUpTo.get();
      long next = (before == Long.MIN_VALUE ? now : now + Math.max(0, before - now)) + each;
      if (next - now > SECOND) {
        return false;
      }
      if (usedUpTo.compareAndSet(before, next)) {
        return true;
      }
    }
  }
}

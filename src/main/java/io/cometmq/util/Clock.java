package io.cometmq.util;

/** Source of wall-clock time; replaced by a manual one in tests. Safe for any thread. */
@FunctionalInterface
public interface Clock {
  /** The system's wall clock. */
  Clock SYSTEM = System::currentTimeMillis;

  /** Milliseconds since the epoch. */
  long millis();
}

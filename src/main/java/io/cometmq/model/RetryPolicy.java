package io.cometmq.model;

import java.util.List;

/** How long a message waits before its group gets it again. */
public sealed interface RetryPolicy {
  /** The broker's delay levels, from the third on. */
  record ByLevel() implements RetryPolicy {}

  /**
   * A wait that grows by a factor.
   *
   * @param initialMs first wait
   * @param maxMs longest wait
   * @param multiplier factor from one wait to the next
   */
  record Exponential(long initialMs, long maxMs, long multiplier) implements RetryPolicy {
    private static final int MAX_STEPS = 32;

    @Override
    public long delayMs(int retries) {
      double wait =
          (double) initialMs
              * Math.pow((double) multiplier, Math.min(Math.max(retries, 0), MAX_STEPS));
      return (long) Math.min((double) maxMs, wait);
    }
  }

  /**
   * Waits from a list; as with levels, the first retry takes the third.
   *
   * @param delaysMs the waits; the last is used when there are no more
   */
  record Listed(List<Long> delaysMs) implements RetryPolicy {
    private static final int SKIPPED = 2;

    /** Copies the list, which must not be empty. */
    public Listed {
      delaysMs = List.copyOf(delaysMs);
      if (delaysMs.isEmpty()) {
        throw new IllegalArgumentException("a retry policy without delays");
      }
    }

    @Override
    public long delayMs(int retries) {
      return delaysMs.get(Math.min(Math.max(retries, 0) + SKIPPED, delaysMs.size() - 1));
    }
  }

  /**
   * The wait before the next retry in milliseconds, -1 when delay levels decide.
   *
   * @param retries how often the message has been retried
   */
  default long delayMs(int retries) {
    return -1;
  }
}

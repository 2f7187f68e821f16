package io.cometmq.model;

/**
 * The age of a table, by which others see that they have an old copy. Immutable.
 *
 * @param stateVersion 0 where there is no controller
 * @param timestamp when it was changed last, in milliseconds since the epoch
 * @param counter number of changes
 */
public record DataVersion(long stateVersion, long timestamp, long counter) {
  /** The version of a table that was never changed. */
  public static DataVersion initial(long nowMs) {
    return new DataVersion(0, nowMs, 0);
  }

  /** The version after one more change. */
  public DataVersion next(long nowMs) {
    return new DataVersion(stateVersion, nowMs, counter + 1);
  }
}

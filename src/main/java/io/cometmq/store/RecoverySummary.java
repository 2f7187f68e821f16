package io.cometmq.store;

import io.cometmq.store.log.LogRecovery;

/**
 * What opening a store found and did. Immutable.
 *
 * @param stopped how the last process ended
 * @param log what was found at the log's end
 * @param dispatched records that queues and index were brought up to date with
 * @param queues number of consume queues
 * @param logStart position of the oldest record
 * @param millis how long it took
 */
public record RecoverySummary(
    StopKind stopped, LogRecovery log, long dispatched, int queues, long logStart, long millis) {
  /** One line for the log. */
  public String line() {
    return "store opened "
        + after()
        + " in "
        + millis
        + " ms: log "
        + logStart
        + ".."
        + log.end()
        + ", checked from "
        + log.scannedFrom()
        + " ("
        + log.records()
        + " records), ends before "
        + log.stoppedBy()
        + (log.wipedBytes() > 0 ? ", dropped " + log.wipedBytes() + " bytes after it" : "")
        + "; "
        + queues
        + " queues, "
        + dispatched
        + " records dispatched again";
  }

  private String after() {
    return switch (stopped) {
      case CLEAN -> "after a clean stop";
      case KILL -> "after a kill";
      case POWER_LOSS -> "after a power loss";
    };
  }

  /** Whether the last process closed the store. */
  public boolean clean() {
    return stopped == StopKind.CLEAN;
  }
}

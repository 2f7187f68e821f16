package io.cometmq.store;

/** How the process that had the store before ended. */
public enum StopKind {
  /** It closed the store. */
  CLEAN,
  /** It ended in the middle, and everything it had written is there. */
  KILL,
  /** The machine went down, or it is not known that it did not: what was not forced may be gone. */
  POWER_LOSS
}

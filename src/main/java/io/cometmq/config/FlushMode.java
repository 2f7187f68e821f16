package io.cometmq.config;

/** When a stored message is acknowledged. */
public enum FlushMode {
  /** Once it is in the operating system's memory: survives a kill of the process. */
  ASYNC,
  /** Once it is on the disk: survives a power loss. */
  SYNC
}

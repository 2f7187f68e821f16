package io.cometmq.store.log;

/** How an append ended. */
public enum AppendStatus {
  /** The records are in the log. */
  OK,
  /** They fit no log file. */
  MESSAGE_TOO_LARGE,
  /** There is no room on the disk. */
  DISK_FULL,
  /** Writing or forcing failed. */
  IO_ERROR,
  /** The queue was deleted while the append was on its way. */
  QUEUE_DELETED,
  /** The store is closing. */
  CLOSED
}

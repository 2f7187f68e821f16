package io.cometmq.broker.delay;

/**
 * A stored message whose time has come, or that is stored once more. Immutable.
 *
 * @param position of its record in the log
 * @param size of its record, in bytes
 * @param dueMs when it is due, in milliseconds since the epoch
 * @param kind what is done with it
 */
record DueMessage(long position, int size, long dueMs, Kind kind) {
  enum Kind {
    /** Delivered after a delay by level. */
    LEVEL,
    /** Delivered at a time of its own, if it has not been taken back. */
    TIMED,
    /** Stored again where it waits, so that its old place can be deleted. */
    ROLLED
  }
}

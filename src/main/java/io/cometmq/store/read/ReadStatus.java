package io.cometmq.store.read;

/**
 * How a read of a queue ended. The names are those that RocketMQ's clients and tools see in the
 * remark of a pull response.
 */
public enum ReadStatus {
  /** At least one message is returned. */
  FOUND,
  /** Messages were examined and none passed the filter. */
  NO_MATCHED_MESSAGE,
  /** The queue knows the messages and the log has them no more. */
  MESSAGE_WAS_REMOVING,
  /** The offset is the next one to be written. */
  OFFSET_OVERFLOW_ONE,
  /** The offset lies beyond the next one to be written. */
  OFFSET_OVERFLOW_BADLY,
  /** The offset lies before the oldest message. */
  OFFSET_TOO_SMALL,
  /** The queue's file for this offset is missing. */
  OFFSET_FOUND_NULL,
  /** Nothing has ever been written to the queue. */
  NO_MESSAGE_IN_QUEUE,
  /** An operator has told the group to go on elsewhere; nothing was read. */
  OFFSET_RESET
}

package io.cometmq.model;

/** Where a group starts in a queue that it has no offset for. */
public enum ConsumeFromWhere {
  /** At the end. */
  CONSUME_FROM_LAST_OFFSET,
  /** At the end; deprecated name of old clients. */
  CONSUME_FROM_LAST_OFFSET_AND_FROM_MIN_WHEN_BOOT_FIRST,
  /** At the beginning; deprecated name of old clients. */
  CONSUME_FROM_MIN_OFFSET,
  /** At the end; deprecated name of old clients. */
  CONSUME_FROM_MAX_OFFSET,
  /** At the beginning. */
  CONSUME_FROM_FIRST_OFFSET,
  /** At a time that the client knows. */
  CONSUME_FROM_TIMESTAMP
}

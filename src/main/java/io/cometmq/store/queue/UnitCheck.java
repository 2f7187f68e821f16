package io.cometmq.store.queue;

/** Asks the log whether a unit is true. */
@FunctionalInterface
public interface UnitCheck {
  /** Believes every unit. */
  UnitCheck NONE = (queue, offset, position, size) -> true;

  /** Whether the record at this position has this size and this offset in this queue. */
  boolean isRecordOf(ConsumeQueue queue, long offset, long position, int size);
}

package io.cometmq.broker.transaction;

import io.cometmq.model.PropertyNames;
import io.cometmq.record.MessageDraft;

/**
 * The first half of a transaction that has not ended, as it is stored now. Immutable.
 *
 * @param queueOffset in the topic of halves
 * @param position in the log
 * @param size of the record in bytes
 * @param bornMs when the producer made it, in milliseconds since the epoch by the producer's clock
 * @param storedMs when it was stored last, in milliseconds since the epoch
 * @param checks how often its producer has been asked
 * @param immunityMs age in milliseconds before which its producer does not want to be asked, -1
 *     when it has not said
 * @param origin offset at which it was stored first, its own when it was stored once
 */
record OpenHalf(
    long queueOffset,
    long position,
    int size,
    long bornMs,
    long storedMs,
    int checks,
    long immunityMs,
    long origin) {

  /** Reads what matters from a stored half. */
  static OpenHalf of(MessageDraft draft, long queueOffset, long position, int size, long storedMs) {
    long immunity = draft.number(PropertyNames.CHECK_IMMUNITY_SECONDS, -1);
    return new OpenHalf(
        queueOffset,
        position,
        size,
        draft.bornTimestamp,
        storedMs,
        (int) draft.number(PropertyNames.TRANSACTION_CHECK_TIMES, 0),
        immunity < 0 ? -1 : Math.min(immunity, Integer.MAX_VALUE) * 1_000,
        Math.max(-1, draft.number(PropertyNames.PREPARED_QUEUE_OFFSET, queueOffset)));
  }

  /** The same half, stored again. */
  OpenHalf storedAgain(long newOffset, long newPosition, int newSize, long now, int newChecks) {
    return new OpenHalf(
        newOffset, newPosition, newSize, bornMs, now, newChecks, immunityMs, origin);
  }

  /** Whether its producer is to be asked now. A half from the future is due, as in RocketMQ. */
  boolean isDue(long nowMs, long timeoutMs) {
    long age = nowMs - bornMs;
    return age < 0 || age >= Math.max(timeoutMs, immunityMs);
  }
}

package io.cometmq.broker.transaction;

import io.cometmq.record.MessageDraft;

/**
 * A half as it stands in the log.
 *
 * @param draft a copy that may be changed
 * @param queueOffset in the topic of halves
 * @param position in the log
 * @param size of the record in bytes
 * @param storedMs when it was stored, in milliseconds since the epoch
 */
record StoredHalf(MessageDraft draft, long queueOffset, long position, int size, long storedMs) {
  OpenHalf open() {
    return OpenHalf.of(draft, queueOffset, position, size, storedMs);
  }
}

package io.cometmq.broker.pop;

import io.cometmq.bus.RecordAppend;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;

/** Records for one queue of the revive log that are stored together. Owned by the pop context. */
final class ReviveBatch {
  /** A batch of this size is sent off, whatever may come. */
  private static final int FULL_BYTES = 64 * 1024;

  private static final int FIRST_BYTES = 2 * 1024;

  final Promise<RecordAppend> stored = Promise.promise();
  private ByteBuffer records = ByteBuffer.allocate(FIRST_BYTES);
  private int count;

  /** Where the next record goes, whose size is this. */
  ByteBuffer room(int bytes) {
    if (records.remaining() < bytes) {
      records =
          ByteBuffer.allocate(Math.max(2 * records.capacity(), records.position() + bytes))
              .put(records.flip());
    }
    count++;
    return records;
  }

  boolean isFull() {
    return records.position() >= FULL_BYTES;
  }

  int count() {
    return count;
  }

  /** All records; none can be added after this. */
  ByteBuffer records() {
    return records.flip();
  }
}

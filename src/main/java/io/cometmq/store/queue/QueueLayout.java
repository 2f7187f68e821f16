package io.cometmq.store.queue;

import java.nio.ByteBuffer;

/**
 * The format of consume queue files, which is RocketMQ's: units of 20 bytes, the unit of offset N
 * at byte 20 N counted over all files of the queue.
 *
 * <pre>
 *   0  physical offset 8 | 8  record size 4 | 12  tags code 8
 * </pre>
 */
final class QueueLayout {
  static final int UNIT = 20;
  static final int SIZE_AT = 8;
  static final int TAGS_AT = 12;

  /** Record size of a unit that stands for no record: offsets that a queue does not begin with. */
  static final int FILLER_SIZE = Integer.MAX_VALUE;

  private QueueLayout() {}

  static boolean isWritten(ByteBuffer units, int at) {
    return units.getLong(at) >= 0 && units.getInt(at + SIZE_AT) > 0;
  }
}

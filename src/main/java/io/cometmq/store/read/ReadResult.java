package io.cometmq.store.read;

import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import java.util.List;

/**
 * What a read found. Its holder must {@link #release} it, which lets go of the log segments.
 *
 * @param status how it ended
 * @param nextOffset where the reader goes on
 * @param minOffset oldest offset of the queue
 * @param maxOffset offset that the next message will get
 * @param messages number of records in the slices
 * @param bytes length of the slices together
 * @param slices whole records back to back, contiguous ones as one slice
 */
public record ReadResult(
    ReadStatus status,
    long nextOffset,
    long minOffset,
    long maxOffset,
    int messages,
    int bytes,
    List<LogSlice> slices) {

  static ReadResult empty(ReadStatus status, long nextOffset, long minOffset, long maxOffset) {
    return new ReadResult(status, nextOffset, minOffset, maxOffset, 0, 0, List.of());
  }

  /** What is answered instead of a read when the group is to go on at this offset. */
  public static ReadResult reset(ConsumeQueue queue, long target) {
    return empty(ReadStatus.OFFSET_RESET, target, queue.minOffset(), queue.maxOffset());
  }

  /** Lets go of the segments that the slices are part of. */
  public void release() {
    for (int i = 0; i < slices.size(); i++) {
      slices.get(i).release();
    }
  }
}

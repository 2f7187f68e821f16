package io.cometmq.store.log;

import io.cometmq.record.MultiDispatch;
import io.cometmq.record.RecordLayout;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.util.Clock;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records at the end of the log. Owned by the storage context.
 *
 * <p>In mapped memory the physical offset is the last field that gets its value: a record that was
 * cut off by a kill does not name its own position, so recovery does not take it.
 */
final class LogAppender {
  private static final Logger LOG = LoggerFactory.getLogger(LogAppender.class);

  private final LogSegments segments;
  private final LogSpace space;
  private final StoreHealth health;
  private final Clock clock;
  private final LogTail tail;
  private long position;
  private long lastTimestamp;
  private boolean timeIsKnown;

  LogAppender(LogSegments segments, LogSpace space, LogTail tail, StoreHealth health, Clock clock) {
    this.segments = segments;
    this.space = space;
    this.tail = tail;
    this.health = health;
    this.clock = clock;
  }

  void startAt(long end, long timestamp) {
    position = end;
    lastTimestamp = timestamp;
    timeIsKnown = false;
    tail.leave();
  }

  long position() {
    return position;
  }

  long lastTimestamp() {
    return lastTimestamp;
  }

  /**
   * Ends a batch: all records of one were stored at the same time.
   *
   * @throws StoreException when it could not be written; it stays here for the next try
   */
  void endBatch() {
    timeIsKnown = false;
    try {
      tail.show(position);
    } catch (StoreException e) {
      throw failed(e);
    }
  }

  private StoreException failed(StoreException cause) {
    if (health.isWritable()) {
      LOG.error(
          "appending to the commit log failed; writes are refused until it works again", cause);
    }
    health.failed(cause);
    return cause;
  }

  AppendStatus append(AppendRequest request) {
    int length = request.records.remaining();
    if (length + RecordLayout.BLANK_BYTES > segments.segmentBytes()) {
      return AppendStatus.MESSAGE_TOO_LARGE;
    }
    if (!health.isWritable()) {
      return refusal();
    }
    try {
      makeRoom(length);
      long queueOffset = request.queue.nextOffset();
      if (queueOffset < 0 || !allTake(request.moreQueues)) {
        return AppendStatus.QUEUE_DELETED;
      }
      if (!timeIsKnown) {
        timeIsKnown = true;
        lastTimestamp = Math.max(lastTimestamp, clock.millis());
      }
      request.physicalOffset = position;
      request.queueOffset = queueOffset;
      request.storeTimestamp = lastTimestamp;
      ByteBuffer room = tail.room(position, length);
      write(room, tail.index(position), request);
      position += length;
      request.queue.advance(request.recordCount);
      for (int i = 0; i < request.moreQueues.size(); i++) {
        request.moreQueues.get(i).advance(1);
      }
      return AppendStatus.OK;
    } catch (StoreException e) {
      failed(e);
      return refusal();
    } catch (InternalError e) {
      // the operating system could not bring in or take a page of the mapped file
      LOG.error("the commit log's memory failed; writes are refused until it works again", e);
      health.set(StoreHealth.Trouble.IO_ERROR, "writing mapped memory failed: " + e.getMessage());
      return AppendStatus.IO_ERROR;
    }
  }

  private static boolean allTake(List<? extends QueueOffsets> queues) {
    for (int i = 0; i < queues.size(); i++) {
      if (queues.get(i).nextOffset() < 0) {
        return false;
      }
    }
    return true;
  }

  private AppendStatus refusal() {
    return health.trouble() == StoreHealth.Trouble.DISK_FULL
        ? AppendStatus.DISK_FULL
        : AppendStatus.IO_ERROR;
  }

  /** Sees to it that the next record may be written; rolls to the next file if need be. */
  private void makeRoom(int length) {
    long segmentEnd = (position / segments.segmentBytes() + 1) * segments.segmentBytes();
    if (segmentEnd - position < length + RecordLayout.BLANK_BYTES) {
      space.require(position + RecordLayout.BLANK_BYTES);
      ByteBuffer room = tail.room(position, RecordLayout.BLANK_BYTES);
      int at = tail.index(position);
      room.putInt(at + RecordLayout.MAGIC, RecordLayout.MAGIC_BLANK);
      room.putInt(at, (int) (segmentEnd - position));
      position = segmentEnd;
    }
    space.require(position + length);
  }

  /** Lets go of the tail; what was not published is gone. */
  void leaveTail() {
    tail.leave();
  }

  private static void write(ByteBuffer room, int at, AppendRequest request) {
    ByteBuffer source = request.records;
    room.put(at, source, source.position(), source.remaining());
    for (int i = 0; i < request.moreQueues.size(); i++) {
      MultiDispatch.write(
          room, at + request.moreOffsetsAt, i, request.moreQueues.get(i).nextOffset());
    }
    int index = at;
    long position = request.physicalOffset;
    for (int i = 0; i < request.recordCount; i++) {
      room.putLong(index + RecordLayout.QUEUE_OFFSET, request.queueOffset + i);
      int sysFlag = room.getInt(index + RecordLayout.SYS_FLAG);
      room.putLong(index + RecordLayout.storeTimestamp(sysFlag), request.storeTimestamp);
      VarHandle.storeStoreFence();
      room.putLong(index + RecordLayout.PHYSICAL_OFFSET, position);
      int size = room.getInt(index);
      index += size;
      position += size;
    }
  }
}

package io.cometmq.store.log;

import io.cometmq.record.MultiDispatch;
import io.cometmq.record.RecordLayout;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.util.Clock;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records at the end of the log. Owned by the storage context.
 *
 * <p>The physical offset is the last field that gets its value: a record that was cut off by a kill
 * does not name its own position, so recovery does not take it.
 */
final class LogAppender {
  private static final Logger LOG = LoggerFactory.getLogger(LogAppender.class);

  private final LogSegments segments;
  private final LogSpace space;
  private final StoreHealth health;
  private final Clock clock;
  // where the tail is mapped, kept until the writer leaves it
  private @Nullable LogSlice tail;
  private long tailStart;
  // where its window ends, beyond which it reaches only for the record on the border
  private long tailEnd;
  private long position;
  private long lastTimestamp;
  private boolean timeIsKnown;

  LogAppender(LogSegments segments, LogSpace space, StoreHealth health, Clock clock) {
    this.segments = segments;
    this.space = space;
    this.health = health;
    this.clock = clock;
  }

  void startAt(long end, long timestamp) {
    position = end;
    lastTimestamp = timestamp;
    timeIsKnown = false;
    leaveTail();
  }

  long position() {
    return position;
  }

  long lastTimestamp() {
    return lastTimestamp;
  }

  /** Ends a batch: all records of one were stored at the same time. */
  void endBatch() {
    timeIsKnown = false;
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
      ByteBuffer map = mapped(length);
      write(map, (int) (position - tailStart), request);
      position += length;
      request.queue.advance(request.recordCount);
      for (int i = 0; i < request.moreQueues.size(); i++) {
        request.moreQueues.get(i).advance(1);
      }
      return AppendStatus.OK;
    } catch (StoreException e) {
      if (health.isWritable()) {
        LOG.error("appending to the commit log failed; writes are refused until it works again", e);
      }
      health.failed(e);
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
      ByteBuffer map = mapped(RecordLayout.BLANK_BYTES);
      int at = (int) (position - tailStart);
      map.putInt(at + RecordLayout.MAGIC, RecordLayout.MAGIC_BLANK);
      map.putInt(at, (int) (segmentEnd - position));
      position = segmentEnd;
    }
    space.require(position + length);
  }

  /**
   * Where the next {@code length} bytes are mapped; index 0 is {@link #tailStart}. Through the
   * window that they begin in, for only there have their pages been touched ahead of the writer.
   */
  private ByteBuffer mapped(int length) {
    LogSlice slice = tail;
    if (slice == null
        || position >= tailEnd
        || position + length > tailStart + slice.buffer().limit()) {
      leaveTail();
      slice = segments.slice(position, length);
      if (slice == null) {
        throw new StoreException("no commit log file for position " + position);
      }
      tail = slice;
      tailStart = position;
      tailEnd = segments.windowEnd(position);
    }
    return slice.buffer();
  }

  /** Lets go of the tail's window. */
  void leaveTail() {
    if (tail != null) {
      tail.release();
      tail = null;
    }
  }

  private static void write(ByteBuffer map, int at, AppendRequest request) {
    ByteBuffer source = request.records;
    map.put(at, source, source.position(), source.remaining());
    for (int i = 0; i < request.moreQueues.size(); i++) {
      MultiDispatch.write(
          map, at + request.moreOffsetsAt, i, request.moreQueues.get(i).nextOffset());
    }
    int index = at;
    long position = request.physicalOffset;
    for (int i = 0; i < request.recordCount; i++) {
      map.putLong(index + RecordLayout.QUEUE_OFFSET, request.queueOffset + i);
      int sysFlag = map.getInt(index + RecordLayout.SYS_FLAG);
      map.putLong(index + RecordLayout.storeTimestamp(sysFlag), request.storeTimestamp);
      VarHandle.storeStoreFence();
      map.putLong(index + RecordLayout.PHYSICAL_OFFSET, position);
      int size = map.getInt(index);
      index += size;
      position += size;
    }
  }
}

package io.cometmq.store.log;

import io.cometmq.store.file.FileNames;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps room ready ahead of the log's writer: files are made, disk blocks taken and pages brought
 * into memory before they are needed, because the first touch of a page costs far more than all
 * later ones. Shared by the storage context and the upkeep; one of them works at a time, the writer
 * waits only if it has overtaken the upkeep.
 */
final class LogSpace {
  private static final int CHUNK_BYTES = 4 << 20;
  // the disk is busy with one while the writer wants to force its records
  private static final int FORCED_CHUNK_BYTES = 1 << 20;
  private static final int PAGE_BYTES = 4096;
  private static final int TOUCHED_AT_A_TIME = 8 * PAGE_BYTES;
  private static final long WAIT_NANOS = 50_000;

  private final Path directory;
  private final LogSegments segments;
  private final SpareFiles spares;
  private final long aheadBytes;
  private final boolean forced;
  private final int chunkBytes;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile long reserved;
  // up to here the disk holds zeros already, in a file that is used again; for whoever works
  private long zerosEnd;
  // where writing began; set before there is a writer
  private long start;

  LogSpace(
      Path directory, LogSegments segments, SpareFiles spares, long aheadBytes, boolean forced) {
    this.directory = directory;
    this.segments = segments;
    this.spares = spares;
    this.aheadBytes = aheadBytes;
    this.forced = forced;
    this.chunkBytes = forced ? FORCED_CHUNK_BYTES : CHUNK_BYTES;
  }

  /** Says that nothing beyond this position is ready. */
  void reset(long position) {
    start = position;
    reserved = position;
  }

  /**
   * Whether more should be made ready for a writer that is here: one chunk at first, and more with
   * what has been written, so that a process that is idle does not hold pages for nothing.
   */
  boolean isShort(long position) {
    return reserved - position < Math.min(aheadBytes, chunkBytes + position - start);
  }

  /** Everything before this position may be written. */
  long reserved() {
    return reserved;
  }

  /**
   * Makes sure that everything before {@code end} may be written, waiting for the disk if need be.
   *
   * @throws StoreException when there is no room
   */
  void require(long end) {
    while (reserved < end) {
      if (!extend()) {
        // the upkeep is on it and takes as long as one chunk takes
        LockSupport.parkNanos(WAIT_NANOS);
      }
    }
  }

  /**
   * Makes one more chunk ready.
   *
   * @return false when somebody else is doing it right now
   */
  boolean extend() {
    if (!working.compareAndSet(false, true)) {
      return false;
    }
    try {
      long from = reserved;
      LogSegment segment = segments.find(from);
      if (segment == null) {
        segment = make(from);
      }
      long inFile = from - segment.start();
      int length = (int) Math.min(chunkBytes, segment.bytes() - inFile);
      if (from >= zerosEnd) {
        segments.disk().reserve(segment.path(), inFile, length);
      }
      bringIn(from, length, forced && from >= zerosEnd);
      reserved = from + length;
      return true;
    } finally {
      working.set(false);
    }
  }

  private LogSegment make(long start) {
    LogSegment segment =
        new LogSegment(directory.resolve(FileNames.of(start)), start, segments.segmentBytes());
    if (spares.takeAs(segment.path())) {
      zerosEnd = start + segment.bytes();
    } else {
      segments.disk().create(segment.path(), segment.bytes());
    }
    segments.disk().forceDirectory(directory);
    segments.add(segment);
    return segment;
  }

  /**
   * Touches the pages through the windows that the writer will use. A chunk keeps a core busy for
   * many milliseconds; the scheduler is asked again and again whether anybody who answers clients
   * wants it.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private void bringIn(long from, int length, boolean force) {
    long position = from;
    while (position < from + length) {
      LogSlice slice = segments.slice(position, 1);
      if (slice == null) {
        return;
      }
      int end = (int) Math.min(slice.buffer().limit(), from + length - position);
      try {
        for (int i = 0; i < end; i += PAGE_BYTES) {
          slice.buffer().put(i, (byte) 0);
          if ((i & (TOUCHED_AT_A_TIME - 1)) == 0) {
            Thread.yield();
          }
        }
        if (force) {
          slice.force(end);
        }
      } finally {
        slice.release();
      }
      position += end;
    }
  }
}

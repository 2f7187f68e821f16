package io.cometmq.store.log;

import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.MappedFile;
import io.cometmq.store.file.StoreFiles;
import java.nio.ByteBuffer;
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
  private static final int PAGE_BYTES = 4096;
  private static final long WAIT_NANOS = 50_000;

  private final StoreFiles disk;
  private final Path directory;
  private final LogSegments segments;
  private final long windowBytes;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile long reserved;

  LogSpace(StoreFiles disk, Path directory, LogSegments segments, long windowBytes) {
    this.disk = disk;
    this.directory = directory;
    this.segments = segments;
    this.windowBytes = windowBytes;
  }

  /** Says that nothing beyond this position is ready. */
  void reset(long position) {
    reserved = position;
  }

  boolean isShort(long position) {
    return reserved - position < windowBytes;
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
      MappedFile file = segments.find(from);
      if (file == null) {
        file =
            MappedFile.open(
                disk, directory.resolve(FileNames.of(from)), from, segments.segmentBytes());
        disk.forceDirectory(directory);
        segments.add(file);
      }
      int at = (int) (from - file.start());
      int length = Math.min(CHUNK_BYTES, segments.segmentBytes() - at);
      file.reserve(at, length);
      bringIn(file.buffer(), at, length);
      reserved = from + length;
      return true;
    } finally {
      working.set(false);
    }
  }

  private static void bringIn(ByteBuffer buffer, int at, int length) {
    for (int i = at; i < at + length; i += PAGE_BYTES) {
      buffer.put(i, (byte) 0);
    }
  }
}

package io.cometmq.store.log;

import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.WritableFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The log's end in memory of its own, of which each batch is written to the file with one call.
 * Owned by the storage context.
 *
 * <p>A force takes the right to write away from every page that was written through a map, and the
 * next touch of such a page is a fault: together up to twenty microseconds for each 4 KiB on a
 * virtual machine. For a record that is forced at once that is more than all else that it costs;
 * for others it is a force that nobody else gets the core beside. Pages that nobody writes to
 * through a map have nothing to lose.
 */
final class WrittenTail implements LogTail {
  private static final int BYTES = 1 << 20;

  private final LogSegments segments;
  // as large as the largest request so far
  private ByteBuffer staged = ByteBuffer.allocateDirect(BYTES);
  private long start;
  private int filled;
  private @Nullable WritableFile file;
  private long fileStart;

  WrittenTail(LogSegments segments) {
    this.segments = segments;
  }

  @Override
  public ByteBuffer room(long position, int length) {
    int fileBytes = segments.segmentBytes();
    boolean goesOn = position == start + filled && position / fileBytes == start / fileBytes;
    if (!goesOn || filled + length > staged.capacity()) {
      show(position);
      if (length > staged.capacity()) {
        staged = larger(length);
      }
    }
    filled = index(position) + length;
    return staged;
  }

  private static ByteBuffer larger(int length) {
    try {
      return ByteBuffer.allocateDirect(Integer.highestOneBit(length - 1) << 1);
    } catch (OutOfMemoryError e) {
      throw new StoreException(
          "no memory for a batch of "
              + length
              + " bytes; give the JVM more (-XX:MaxDirectMemorySize) or send less at once",
          e);
    }
  }

  @Override
  public int index(long position) {
    return (int) (position - start);
  }

  @Override
  public void show(long position) {
    // less than was asked for when a record was not put here after all, more when a file's end was
    int length = (int) Math.min(filled, position - start);
    if (length > 0) {
      LogSegment segment = segments.find(start);
      if (segment == null) {
        throw new StoreException("no commit log file for position " + start);
      }
      write(segment, staged.slice(0, length));
      if (position >= segment.end()) {
        leaveFile();
      }
    }
    start = position;
    filled = 0;
  }

  private void write(LogSegment segment, ByteBuffer bytes) {
    try {
      open(segment).write(bytes, start - segment.start());
    } catch (StoreException e) {
      // an interrupt closes it, for one
      leaveFile();
      throw e;
    }
  }

  private WritableFile open(LogSegment segment) {
    WritableFile opened = file;
    if (opened == null || fileStart != segment.start()) {
      leaveFile();
      opened = segments.disk().open(segment.path());
      file = opened;
      fileStart = segment.start();
    }
    return opened;
  }

  @Override
  public void leave() {
    filled = 0;
    leaveFile();
  }

  private void leaveFile() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}

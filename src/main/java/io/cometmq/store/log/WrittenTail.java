package io.cometmq.store.log;

import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.WritableFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The log's end in memory of its own, of which each batch is written to the file with one call.
 * Owned by the storage context.
 *
 * <p>For a log that is forced after each batch. A force takes the right to write away from every
 * page that was written through a map, and the next touch of such a page is a fault: together up to
 * twenty microseconds for each 4 KiB on a virtual machine, which is more than all else that a
 * forced record costs. Pages that nobody writes to through a map have nothing to lose.
 */
final class WrittenTail implements LogTail {
  private static final int BYTES = 1 << 20;

  private final LogSegments segments;
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BYTES);
  // the batch, or a larger one for a record that does not fit
  private ByteBuffer staged = batch;
  private long start;
  private long fileEnd;
  private int filled;
  private @Nullable WritableFile file;
  private long fileStart;

  WrittenTail(LogSegments segments) {
    this.segments = segments;
  }

  @Override
  public ByteBuffer room(long position, int length) {
    boolean goesOn = position == start + filled && position < fileEnd;
    if (!goesOn || filled + length > staged.capacity()) {
      show(position);
      staged = length <= BYTES ? batch : ByteBuffer.allocateDirect(length);
      start = position;
      fileEnd = (position / segments.segmentBytes() + 1) * segments.segmentBytes();
    }
    filled = index(position) + length;
    return staged;
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
      open(segment).write(staged.slice(0, length), start - segment.start());
    }
    start = position;
    filled = 0;
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
    staged = batch;
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

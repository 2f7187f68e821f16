package io.cometmq.store.log;

import io.cometmq.store.file.StoreException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The log's end in the map that readers have, too. Owned by the storage context.
 *
 * <p>A record stands in the window that it begins in, for only there have its pages been touched
 * ahead of the writer.
 */
final class MappedTail implements LogTail {
  private final LogSegments segments;
  // kept until the writer leaves it
  private @Nullable LogSlice slice;
  private long start;
  // where its window ends, beyond which it reaches only for the record on the border
  private long end;

  MappedTail(LogSegments segments) {
    this.segments = segments;
  }

  @Override
  public ByteBuffer room(long position, int length) {
    LogSlice mapped = slice;
    if (mapped == null || position >= end || position + length > start + mapped.buffer().limit()) {
      leave();
      mapped = segments.slice(position, length);
      if (mapped == null) {
        throw new StoreException("no commit log file for position " + position);
      }
      slice = mapped;
      start = position;
      end = segments.windowEnd(position);
    }
    return mapped.buffer();
  }

  @Override
  public int index(long position) {
    return (int) (position - start);
  }

  @Override
  public void show(long position) {
    // whoever has the map sees it already
  }

  @Override
  public void leave() {
    if (slice != null) {
      slice.release();
      slice = null;
    }
  }
}

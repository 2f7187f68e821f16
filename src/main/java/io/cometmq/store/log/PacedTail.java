package io.cometmq.store.log;

import java.nio.ByteBuffer;

/**
 * The log's end as its speed wants it: through the map while it grows fast, and with one call for
 * each batch otherwise. Owned by the storage context; it decides between two batches.
 *
 * <p>To write through a map pays for whoever writes much: a page of two mebibytes takes one fault,
 * and its right to be written to is taken away once. What grows slowly has no such pages, and each
 * force would hold the core up for milliseconds with its small ones.
 */
final class PacedTail implements LogTail {
  private final LogSpace space;
  private final LogTail mapped;
  private final LogTail written;
  private LogTail current;

  PacedTail(LogSegments segments, LogSpace space) {
    this.space = space;
    this.mapped = new MappedTail(segments);
    this.written = new WrittenTail(segments);
    this.current = written;
  }

  @Override
  public ByteBuffer room(long position, int length) {
    return current.room(position, length);
  }

  @Override
  public int index(long position) {
    return current.index(position);
  }

  @Override
  public void show(long position) {
    current.show(position);
    LogTail wanted = space.growsFast() ? mapped : written;
    if (wanted != current) {
      current.leave();
      current = wanted;
    }
  }

  @Override
  public void leave() {
    current.leave();
  }
}

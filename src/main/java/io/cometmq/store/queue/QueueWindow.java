package io.cometmq.store.queue;

import io.cometmq.store.file.MappedWindow;
import java.nio.ByteBuffer;

/** A mapped part of a queue's file, by positions in the queue. Safe for any thread. */
final class QueueWindow {
  private final MappedWindow mapped;
  private final long fileStart;
  private final long start;

  QueueWindow(MappedWindow mapped, long fileStart, long start) {
    this.mapped = mapped;
    this.fileStart = fileStart;
    this.start = start;
  }

  boolean contains(long position) {
    return position >= start && position < end();
  }

  long end() {
    return start + mapped.buffer().limit();
  }

  int index(long position) {
    return mapped.index(position - fileStart);
  }

  ByteBuffer buffer() {
    return mapped.buffer();
  }

  boolean hold() {
    return mapped.hold();
  }

  void release() {
    mapped.release();
  }

  void markDirty() {
    mapped.markDirty();
  }
}

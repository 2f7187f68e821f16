package io.cometmq.store.queue;

import io.cometmq.store.file.MappedFile;

/** A mapped consume queue file and what the cache must know of it. Safe for any thread. */
final class QueueFile {
  final MappedFile mapped;
  private volatile boolean dirty;
  private volatile boolean used = true;

  QueueFile(MappedFile mapped) {
    this.mapped = mapped;
  }

  boolean contains(long position) {
    return position >= mapped.start() && position < mapped.end();
  }

  void markUsed() {
    if (!used) {
      used = true;
    }
  }

  /** Whether it was used since the last call. */
  boolean wasUsed() {
    boolean was = used;
    used = false;
    return was;
  }

  void markDirty() {
    if (!dirty) {
      dirty = true;
    }
  }

  /** Whether it was written since the last call. */
  boolean wasDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }
}

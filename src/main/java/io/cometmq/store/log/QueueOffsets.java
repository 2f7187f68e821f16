package io.cometmq.store.log;

/** Hands out the offsets of one queue. Owned by the storage context. */
public interface QueueOffsets {
  /** The offset of the next record; -1 when the queue was deleted and takes none. */
  long nextOffset();

  /** Says that this many offsets are taken. */
  void advance(int count);
}

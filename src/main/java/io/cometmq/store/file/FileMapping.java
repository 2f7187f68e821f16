package io.cometmq.store.file;

import java.nio.ByteBuffer;

/** A part of a file in memory. Safe for any thread as far as its users agree on ranges. */
public interface FileMapping {
  /** The mapped bytes; position and limit are never changed. */
  ByteBuffer buffer();

  /**
   * Forces a range to disk.
   *
   * @throws StoreException when it may not have got there
   */
  void force(int from, int length);

  /** Whether all pages of a range are in memory, as far as that can be known. */
  boolean isLoaded(int from, int length);

  /** Lets go of the memory. Nobody may touch the buffer afterwards. */
  void unmap();
}

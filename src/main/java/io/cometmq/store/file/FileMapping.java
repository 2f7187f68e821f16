package io.cometmq.store.file;

import java.nio.ByteBuffer;

/** The content of one file in memory. Safe for any thread as far as its users agree on ranges. */
public interface FileMapping {
  /** All of the file; its position and limit are never changed. */
  ByteBuffer buffer();

  /**
   * Forces a range to disk.
   *
   * @throws StoreException when it may not have got there
   */
  void force(int from, int length);

  /**
   * Overwrites a range with zeros in a way that takes the blocks from the file system now, so that
   * a full disk shows here and not when the memory is written to.
   *
   * @throws StoreException when there is no room
   */
  void reserve(int from, int length);

  /** Lets go of the memory. Nobody may touch the buffer afterwards. */
  void unmap();
}

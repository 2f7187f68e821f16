package io.cometmq.store.file;

import java.nio.ByteBuffer;

/**
 * A file that is open for writing at positions. Owned by whoever opened it. What is written is seen
 * at once through mappings of the file.
 */
public interface WritableFile extends AutoCloseable {
  /**
   * Writes all that a buffer has left, from its beginning to its end, so that a process that is
   * killed meanwhile leaves the first part of it.
   *
   * @throws StoreException when some of it may be missing
   */
  void write(ByteBuffer source, long position);

  /** Gives the file back, whatever the operating system says to that. */
  @Override
  void close();
}

package io.cometmq.store.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * What the store needs of a file system. Tests put one behind it that fails, tears and forgets.
 * Every method throws {@link StoreException} when it can't do its work. Safe for any thread.
 */
public interface StoreFiles {
  /** Names in a directory, sorted; empty when there is no such directory. */
  List<String> list(Path directory);

  /** Whether there is such a file or directory. */
  boolean exists(Path path);

  /** Size in bytes. */
  long size(Path file);

  /** Maps a file of exactly this size; makes it, filled with zeros, when it is not there. */
  FileMapping map(Path file, int size);

  /**
   * Reads from a position on, as far as file and buffer go.
   *
   * @return number of bytes read
   */
  int read(Path file, long position, ByteBuffer into);

  /** Writes a small file and forces it. */
  void write(Path file, byte[] content);

  /** Forces a file that is not mapped any more. Does nothing when it is gone. */
  void force(Path file);

  /** Makes creations and deletions in a directory last. */
  void forceDirectory(Path directory);

  /** Makes a directory and those above it. */
  void createDirectories(Path directory);

  /** Deletes a file, or a directory with all that is in it. Does nothing when it is gone. */
  void delete(Path path);

  /** Room on the file system that holds this path. */
  DiskSpace space(Path path);

  /** Takes the lock that keeps other processes out; closing it gives it back. */
  AutoCloseable lock(Path file);
}

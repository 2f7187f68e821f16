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

  /** Makes a file of this size, filled with zeros. Does nothing when it is there. */
  void create(Path file, long size);

  /**
   * Maps a part of a file that is there.
   *
   * @param offset a multiple of 4096
   */
  FileMapping map(Path file, long offset, int length);

  /** Opens a file that is there for writing. */
  WritableFile open(Path file);

  /**
   * Reads from a position on, as far as file and buffer go.
   *
   * @return number of bytes read
   */
  int read(Path file, long position, ByteBuffer into);

  /**
   * Overwrites a range with zeros in a way that takes the blocks from the file system now, so that
   * a full disk shows here and not when mapped memory is written to.
   *
   * @param folio the largest that the kernel should make of it
   */
  void reserve(Path file, long position, int length, FolioSize folio);

  /** Writes a small file and forces it. */
  void write(Path file, byte[] content);

  /** Forces all of a file. Does nothing when it is gone. */
  void force(Path file);

  /** Makes creations and deletions in a directory last. */
  void forceDirectory(Path directory);

  /** Makes a directory and those above it. */
  void createDirectories(Path directory);

  /**
   * Gives a file another name on the same file system, or fails and changes nothing; nothing may
   * have that name yet.
   */
  void rename(Path from, Path to);

  /** Deletes a file, or a directory with all that is in it. Does nothing when it is gone. */
  void delete(Path path);

  /** Room on the file system that holds this path. */
  DiskSpace space(Path path);

  /**
   * Differs between two starts of the machine: what was written and not forced has survived while
   * it is the same. Empty when that can't be known.
   */
  String bootId();

  /** Takes the lock that keeps other processes out; closing it gives it back. */
  AutoCloseable lock(Path file);
}

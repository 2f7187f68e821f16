package io.cometmq.store.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One mapped file of a sequence, unmapped when the last of its holders lets go. Safe for any
 * thread; who may write where is agreed among its users.
 */
public final class MappedFile {
  private final Path path;
  private final long start;
  private final int size;
  private final FileMapping mapping;
  private final ByteBuffer buffer;
  // one for the sequence that the file belongs to, one for each reader
  private final AtomicInteger holders = new AtomicInteger(1);

  private MappedFile(Path path, long start, int size, FileMapping mapping) {
    this.path = path;
    this.start = start;
    this.size = size;
    this.mapping = mapping;
    this.buffer = mapping.buffer();
  }

  /** Maps a file, making it when it is not there. */
  public static MappedFile open(StoreFiles files, Path path, long start, int size) {
    return new MappedFile(path, start, size, files.map(path, size));
  }

  /** Where the file is. */
  public Path path() {
    return path;
  }

  /** Position of its first byte in the sequence. */
  public long start() {
    return start;
  }

  /** Position after its last byte. */
  public long end() {
    return start + size;
  }

  /** The content, to be used with absolute indexes while held. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Keeps the file mapped until {@link #release}; false when it is unmapped already. */
  public boolean hold() {
    int count = holders.get();
    while (count > 0) {
      if (holders.compareAndSet(count, count + 1)) {
        return true;
      }
      count = holders.get();
    }
    return false;
  }

  /** Gives one hold back. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      mapping.unmap();
    }
  }

  /** Forces a range to disk; the caller holds the file. */
  public void force(int from, int length) {
    mapping.force(from, length);
  }

  /** Takes room on the disk for a range and fills it with zeros; the caller holds the file. */
  public void reserve(int from, int length) {
    mapping.reserve(from, length);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

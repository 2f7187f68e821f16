package io.cometmq.store.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mapped part of a file, unmapped when the last of its holders lets go. Safe for any thread; who
 * may write where is agreed among its users.
 */
public final class MappedWindow {
  /** Who made a window and must know what becomes of it. Safe for any thread. */
  interface Owner {
    /** A holder has written to a window of this file that its cache has let go of. */
    void writtenAfterEviction(Path path);

    /** A window of this file is mapped no more. */
    void unmapped(Path path);
  }

  private final Path path;
  private final long start;
  private final FileMapping mapping;
  private final ByteBuffer buffer;
  // one for the cache, one for each user
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile boolean dirty;
  private volatile boolean used = true;
  // for the cache; where two threads make room at once a lost count does no harm
  private int looksUnused;

  private final Owner owner;
  private volatile boolean evicted;

  MappedWindow(Path path, long start, FileMapping mapping, Owner owner) {
    this.owner = owner;
    this.path = path;
    this.start = start;
    this.mapping = mapping;
    this.buffer = mapping.buffer();
  }

  /** The file. */
  Path path() {
    return path;
  }

  /** The content, to be used with absolute indexes while held. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Index in the buffer of a position in the file. */
  public int index(long position) {
    return (int) (position - start);
  }

  /** Whether these bytes of the file are in it. */
  public boolean contains(long position, int length) {
    return position >= start && position - start + length <= buffer.limit();
  }

  /** Keeps the window mapped until {@link #release}; false when it is unmapped already. */
  public boolean hold() {
    int count = holders.get();
    while (count > 0) {
      if (holders.compareAndSet(count, count + 1)) {
        if (!used) {
          used = true;
        }
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
      owner.unmapped(path);
    }
  }

  /** Forces a range of the buffer to disk; the caller holds the window. */
  public void force(int from, int length) {
    mapping.force(from, length);
  }

  /** Whether a range of the buffer is in memory now; the caller holds the window. */
  public boolean isLoaded(int from, int length) {
    return mapping.isLoaded(from, length);
  }

  /** Notes that {@link WindowCache#forceDirty} has something to do here. */
  public void markDirty() {
    if (!dirty) {
      dirty = true;
    }
    if (evicted) {
      owner.writtenAfterEviction(path);
    }
  }

  /** Notes that the cache does not look after it any more; dirt is reported from now on. */
  void markEvicted() {
    evicted = true;
  }

  /** Whether nobody but the cache has it. */
  boolean isIdle() {
    return holders.get() == 1;
  }

  /** Whether it was written since the last call. */
  boolean wasDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  /** How often this was asked since it was held last, the first time not counted. */
  int looksUnused() {
    if (used) {
      used = false;
      looksUnused = 0;
    } else {
      looksUnused++;
    }
    return looksUnused;
  }

  @Override
  public String toString() {
    return path + " from " + start;
  }
}

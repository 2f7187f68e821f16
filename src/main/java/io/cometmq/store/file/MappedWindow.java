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

  private final WindowKey key;
  private final FileMapping mapping;
  private final ByteBuffer buffer;
  // one for the cache, one for each user
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile boolean dirty;
  // for the cache: whether the next hold is not the first one, and whether it came since the last
  // look; that a hold is not seen in a race does no harm
  private volatile boolean known;
  private volatile boolean used;

  private final Owner owner;
  private volatile boolean evicted;

  /**
   * Creates one.
   *
   * @param known whether the first hold makes it a window that is used; else the second one does
   */
  MappedWindow(WindowKey key, FileMapping mapping, Owner owner, boolean known) {
    this.owner = owner;
    this.key = key;
    this.known = known;
    this.mapping = mapping;
    this.buffer = mapping.buffer();
  }

  /** What it shows. */
  WindowKey key() {
    return key;
  }

  /** The file. */
  Path path() {
    return key.path();
  }

  /** The content, to be used with absolute indexes while held. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Index in the buffer of a position in the file. */
  public int index(long position) {
    return (int) (position - key.start());
  }

  /** Whether these bytes of the file are in it. */
  public boolean contains(long position, int length) {
    return position >= key.start() && position - key.start() + length <= buffer.limit();
  }

  /** Keeps the window mapped until {@link #release}; false when it is unmapped already. */
  public boolean hold() {
    int count = holders.get();
    while (count > 0) {
      if (holders.compareAndSet(count, count + 1)) {
        if (!known) {
          known = true;
        } else if (!used) {
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
      owner.unmapped(path());
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
      owner.writtenAfterEviction(path());
    }
  }

  /** Notes that the cache does not look after it any more; dirt is reported from now on. */
  void markEvicted() {
    evicted = true;
  }

  /** Whether its cache has let go of it. */
  boolean isEvicted() {
    return evicted;
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

  /** Whether it was held since the last call, for the first time not counted in a large window. */
  boolean wasUsed() {
    boolean was = used;
    used = false;
    return was;
  }

  @Override
  public String toString() {
    return key.path() + " from " + key.start();
  }
}

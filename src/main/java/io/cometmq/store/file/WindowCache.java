package io.cometmq.store.file;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the parts of files mapped that are in use, within a budget, so that neither the size of the
 * log nor the number of queues decides how much memory the process takes. Safe for any thread. A
 * window that is evicted stays mapped until its holders are done with it.
 */
public final class WindowCache {
  /** Windows of two lengths may begin at the same place. */
  private record Key(Path path, long start, int length) {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /**
     * Starts are mostly multiples of large powers of two: unmixed, all would meet in one bucket.
     */
    @Override
    public int hashCode() {
      return 31 * path.hashCode() + (int) (((start + length) * GOLDEN_RATIO) >>> Integer.SIZE);
    }
  }

  /**
   * The smallest window that keeps whole units of a consume queue in whole pages. Many queues with
   * a little traffic each have one of its pages in memory, seldom two.
   */
  public static final int SMALL_BYTES = 20_480;

  private static final int SMALL_COST = 4_096;
  private static final int CROWD_SHARE = 8;

  /**
   * How often a small window is passed over, unused, before it makes room. To map it again costs as
   * much as to map a large one, and it makes as little room as thousands of them do: a log that
   * goes by must not take their windows from queues that get a message every few seconds.
   */
  private static final int SMALL_CHANCES = 64;

  /** Part of the budget that is made free at once when all windows are in use. */
  private static final int FREED_SHARE = 8;

  private final StoreFiles disk;
  private final long budgetBytes;
  private final ConcurrentHashMap<Key, MappedWindow> windows = new ConcurrentHashMap<>();
  private final AtomicLong mappedBytes = new AtomicLong();
  // evicted with content that has not been forced
  private final ConcurrentLinkedQueue<Path> unforced = new ConcurrentLinkedQueue<>();
  // windows of each file that are mapped, or about to be, whoever holds them
  private final ConcurrentHashMap<Path, Integer> mappings = new ConcurrentHashMap<>();
  private final MappedWindow.Owner owner =
      new MappedWindow.Owner() {
        @Override
        public void writtenAfterEviction(Path path) {
          unforced.add(path);
        }

        @Override
        public void unmapped(Path path) {
          mappings.computeIfPresent(path, (key, count) -> count == 1 ? null : count - 1);
        }
      };

  /** Creates a cache that maps about this much at most. */
  public WindowCache(StoreFiles disk, long budgetBytes) {
    this.disk = disk;
    this.budgetBytes = budgetBytes;
  }

  /** The file system below. */
  public StoreFiles disk() {
    return disk;
  }

  /** Windows mapped now. */
  public int size() {
    return windows.size();
  }

  /** Whether as many windows of this length as there are now would take more than an eighth. */
  public boolean isCrowdedFor(int length) {
    return (long) length * windows.size() > budgetBytes / CROWD_SHARE;
  }

  /** Bytes mapped now; of a small window what is likely in use. */
  public long mappedBytes() {
    return mappedBytes.get();
  }

  /**
   * A window, held for the caller; mapped if need be.
   *
   * @param start a multiple of 4096
   */
  public MappedWindow hold(Path path, long start, int length) {
    Key key = new Key(path, start, length);
    while (true) {
      MappedWindow window = windows.get(key);
      if (window == null) {
        evictOverflow(cost(length));
        window = windows.computeIfAbsent(key, missing -> mapForAll(missing, length));
      }
      if (window.hold()) {
        return window;
      }
      // evicted between the two steps
      windows.remove(key, window);
    }
  }

  /** The same, or null when it would have to be mapped, which an event loop must not. */
  public @Nullable MappedWindow holdIfMapped(Path path, long start, int length) {
    MappedWindow window = windows.get(new Key(path, start, length));
    return window != null && window.hold() ? window : null;
  }

  /** A window that nobody shares, for a range that is in no regular one; the caller releases it. */
  public MappedWindow mapOnce(Path path, long start, int length) {
    return map(path, start, length);
  }

  /**
   * Whether a window of the file is mapped, or about to be. Once a file has lost its name, {@link
   * #forget} was called and the answer is no, it stays no: windows are counted before their file is
   * opened.
   */
  public boolean isMapped(Path path) {
    return mappings.containsKey(path);
  }

  private MappedWindow mapForAll(Key key, int length) {
    MappedWindow window = map(key.path(), key.start(), length);
    mappedBytes.addAndGet(cost(length));
    return window;
  }

  private MappedWindow map(Path path, long start, int length) {
    mappings.merge(path, 1, Integer::sum);
    try {
      return new MappedWindow(path, start, disk.map(path, start, length), owner);
    } catch (RuntimeException | Error e) {
      owner.unmapped(path);
      throw e;
    }
  }

  private void evictOverflow(int wanted) {
    for (int round = 0; round < 2 && isOver(wanted); round++) {
      evictUnused(wanted);
    }
    if (isOver(wanted)) {
      evictAny(wanted + budgetBytes / FREED_SHARE);
    }
  }

  private void evictUnused(int wanted) {
    for (Map.Entry<Key, MappedWindow> entry : windows.entrySet()) {
      if (!isOver(wanted)) {
        return;
      }
      int chances = isSmall(entry.getKey().length()) ? SMALL_CHANCES : 1;
      if (entry.getValue().looksUnused() >= chances && entry.getValue().isIdle()) {
        evict(entry.getKey(), entry.getValue());
      }
    }
  }

  private void evictAny(long wanted) {
    for (Map.Entry<Key, MappedWindow> entry : windows.entrySet()) {
      if (!isOver(wanted)) {
        return;
      }
      if (entry.getValue().isIdle()) {
        evict(entry.getKey(), entry.getValue());
      }
    }
  }

  private boolean isOver(long wanted) {
    return mappedBytes.get() + wanted > budgetBytes;
  }

  private static boolean isSmall(int length) {
    return length <= SMALL_BYTES;
  }

  private static int cost(int length) {
    return isSmall(length) ? Math.min(length, SMALL_COST) : length;
  }

  private void evict(Key key, MappedWindow window) {
    if (windows.remove(key, window)) {
      mappedBytes.addAndGet(-cost(key.length()));
      // in this order: a writer sees the mark, or its dirt is seen here
      window.markEvicted();
      if (window.wasDirty()) {
        unforced.add(key.path());
      }
      window.release();
    }
  }

  /** Forces what was written to windows that were marked dirty; flush context. */
  public void forceDirty() {
    for (Path path = unforced.poll(); path != null; path = unforced.poll()) {
      forceFile(path);
    }
    for (MappedWindow window : windows.values()) {
      if (window.wasDirty()) {
        if (window.hold()) {
          force(window);
        } else {
          forceFile(window.path());
        }
      }
    }
  }

  private void forceFile(Path path) {
    try {
      disk.force(path);
    } catch (StoreException e) {
      unforced.add(path);
      throw e;
    }
  }

  private static void force(MappedWindow window) {
    try {
      window.force(0, window.buffer().capacity());
    } catch (StoreException e) {
      window.markDirty();
      throw e;
    } finally {
      window.release();
    }
  }

  /** Lets go of the windows of a file, or of all files below a directory. */
  public void forget(Path path) {
    for (Map.Entry<Key, MappedWindow> entry : windows.entrySet()) {
      if (entry.getKey().path().startsWith(path)) {
        entry.getValue().wasDirty();
        evict(entry.getKey(), entry.getValue());
      }
    }
  }

  /** Lets go of everything. */
  public void close() {
    for (Map.Entry<Key, MappedWindow> entry : windows.entrySet()) {
      evict(entry.getKey(), entry.getValue());
    }
  }
}

package io.cometmq.store.file;

import java.nio.file.Path;
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
  /**
   * The smallest window that keeps whole units of a consume queue in whole pages. Many queues with
   * a little traffic each have one of its pages in memory, seldom two.
   */
  public static final int SMALL_BYTES = 20_480;

  private static final int SMALL_COST = 4_096;
  private static final int CROWD_SHARE = 8;

  /**
   * How often room is looked for until all small windows were asked for it. To map one again costs
   * as much as to map a large one, and it makes as little room as thousands of them do: a log that
   * goes by must not take their windows from queues that get a message every few seconds.
   */
  private static final int SMALL_TURN_LOOKS = 64;

  private final StoreFiles disk;
  private final long budgetBytes;
  private final ConcurrentHashMap<WindowKey, MappedWindow> windows = new ConcurrentHashMap<>();
  private final WindowRing large = new WindowRing();
  private final WindowRing small = new WindowRing();
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

  /**
   * Windows that will be asked for room, counted one by one; as many as are mapped while nobody
   * lets go of any, which tests look at.
   */
  int waiting() {
    return large.waiting() + small.waiting();
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
    WindowKey key = new WindowKey(path, start, length);
    while (true) {
      MappedWindow window = windows.get(key);
      if (window == null) {
        makeRoom(cost(length));
        window = windows.computeIfAbsent(key, this::mapForAll);
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
    MappedWindow window = windows.get(new WindowKey(path, start, length));
    return window != null && window.hold() ? window : null;
  }

  /** A window that nobody shares, for a range that is in no regular one; the caller releases it. */
  public MappedWindow mapOnce(Path path, long start, int length) {
    return map(new WindowKey(path, start, length));
  }

  /**
   * Whether a window of the file is mapped, or about to be. Once a file has lost its name, {@link
   * #forget} was called and the answer is no, it stays no: windows are counted before their file is
   * opened.
   */
  public boolean isMapped(Path path) {
    return mappings.containsKey(path);
  }

  private MappedWindow mapForAll(WindowKey key) {
    MappedWindow window = map(key);
    mappedBytes.addAndGet(cost(key.length()));
    ring(key).enter(window);
    return window;
  }

  private MappedWindow map(WindowKey key) {
    Path path = key.path();
    mappings.merge(path, 1, Integer::sum);
    try {
      FileMapping mapping = disk.map(path, key.start(), key.length());
      return new MappedWindow(key, mapping, owner, isSmall(key.length()));
    } catch (RuntimeException | Error e) {
      owner.unmapped(path);
      throw e;
    }
  }

  /**
   * More than the budget stays mapped only when all of it is held, or for a moment when several
   * threads map windows at once; the next one that looks for room makes up for that.
   */
  private void makeRoom(int wanted) {
    if (isOver(wanted)) {
      ask(small, small.size() / SMALL_TURN_LOOKS + 1, wanted);
      // the second time round those are unused that were used at the first
      ask(large, 2 * large.size(), wanted);
      ask(small, 2 * small.size(), wanted);
    }
  }

  private void ask(WindowRing ring, int most, int wanted) {
    for (int i = 0; i < most && isOver(wanted); i++) {
      MappedWindow window = ring.next();
      if (window == null) {
        return;
      }
      // one that another thread is mapping right now is not in the table yet and stays as well
      if (!window.isEvicted() && (!window.isIdle() || window.wasUsed() || !evict(window))) {
        ring.comeBack(window);
      }
    }
  }

  private WindowRing ring(WindowKey key) {
    return isSmall(key.length()) ? small : large;
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

  private boolean evict(MappedWindow window) {
    WindowKey key = window.key();
    if (!windows.remove(key, window)) {
      return false;
    }
    mappedBytes.addAndGet(-cost(key.length()));
    ring(key).left();
    // in this order: a writer sees the mark, or its dirt is seen here
    window.markEvicted();
    if (window.wasDirty()) {
      unforced.add(key.path());
    }
    window.release();
    return true;
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
    for (MappedWindow window : windows.values()) {
      if (window.path().startsWith(path)) {
        window.wasDirty();
        evict(window);
      }
    }
    large.sweep();
    small.sweep();
  }

  /** Lets go of everything. */
  public void close() {
    windows.values().forEach(this::evict);
  }
}

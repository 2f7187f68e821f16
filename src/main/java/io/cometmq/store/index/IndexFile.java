package io.cometmq.store.index;

import io.cometmq.store.file.MappedWindow;
import io.cometmq.store.file.WindowCache;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One index file. The dispatch context writes; any thread reads. The slots stay mapped while the
 * file is written to, entries come and go with the window cache.
 */
final class IndexFile {
  private static final int WINDOW_BYTES = 20_480 * 50;
  private static final int PAGE_BYTES = 4096;
  private static final VarHandle COUNT = countHandle();

  private final WindowCache windows;
  private final IndexLayout layout;
  private final Path path;
  private final long name;
  private final MappedWindow slots;
  private final ByteBuffer head;
  // the entries that are written to
  private @Nullable MappedWindow tail;
  // entries written, plus one; published after the entry
  private volatile int count;
  private volatile boolean forced;
  // flush context
  private boolean beginningForced;

  IndexFile(WindowCache windows, IndexLayout layout, Path path, long name) {
    this.windows = windows;
    this.layout = layout;
    this.path = path;
    this.name = name;
    this.slots = windows.mapOnce(path, 0, layout.entryAt(0));
    this.head = slots.buffer();
    this.count = Math.max(1, head.getInt(IndexLayout.COUNT));
  }

  private static VarHandle countHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(IndexFile.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Begins an empty file where the one before it ended. */
  void begin(long offset, long timestamp) {
    head.putLong(IndexLayout.BEGIN_OFFSET, offset);
    head.putLong(IndexLayout.END_OFFSET, offset);
    head.putLong(IndexLayout.BEGIN_TIMESTAMP, timestamp);
    head.putLong(IndexLayout.END_TIMESTAMP, timestamp);
    head.putInt(IndexLayout.COUNT, 1);
  }

  long name() {
    return name;
  }

  Path path() {
    return path;
  }

  boolean isFull() {
    return count >= layout.entries();
  }

  int count() {
    return count;
  }

  long beginTimestamp() {
    return head.getLong(IndexLayout.BEGIN_TIMESTAMP);
  }

  long endTimestamp() {
    return head.getLong(IndexLayout.END_TIMESTAMP);
  }

  long endOffset() {
    return head.getLong(IndexLayout.END_OFFSET);
  }

  boolean hold() {
    return slots.hold();
  }

  void release() {
    slots.release();
  }

  /** Lets go of the file. */
  void close() {
    leaveTail();
    slots.release();
  }

  private void leaveTail() {
    if (tail != null) {
      tail.release();
      tail = null;
    }
  }

  /**
   * Forces where the file begins, once it is known. The rest of the header, and the slots, can be
   * set up from the entries, which are forced with all other dirty windows, so they may wait:
   * writes to them are all over the file, and each force would have each page of them written, and
   * brought into memory again.
   */
  void forceBeginning() {
    if (!beginningForced && count > 1) {
      slots.force(0, Math.min(PAGE_BYTES, head.limit()));
      beginningForced = true;
    }
  }

  /**
   * Forces header and slots.
   *
   * @param forGood whether nothing more is written to it
   */
  void force(boolean forGood) {
    slots.force(0, head.limit());
    forced = forGood;
  }

  /** Whether it was forced for good. */
  boolean isForced() {
    return forced;
  }

  void put(int keyHash, long physicalOffset, long storeTimestamp) {
    int number = count;
    int slotAt = layout.slotAt(keyHash);
    int older = head.getInt(slotAt);
    if (older <= 0 || older >= number) {
      older = 0;
      head.putInt(IndexLayout.USED_SLOTS, head.getInt(IndexLayout.USED_SLOTS) + 1);
    }
    if (number == 1) {
      head.putLong(IndexLayout.BEGIN_OFFSET, physicalOffset);
      head.putLong(IndexLayout.BEGIN_TIMESTAMP, storeTimestamp);
    }
    long entry = layout.entryAt(number);
    MappedWindow window = tail;
    if (window == null || !window.contains(entry, IndexLayout.ENTRY)) {
      leaveTail();
      window = window(entry);
      tail = window;
    }
    ByteBuffer buffer = window.buffer();
    int at = window.index(entry);
    buffer.putInt(at, keyHash);
    buffer.putLong(at + IndexLayout.ENTRY_OFFSET, physicalOffset);
    buffer.putInt(at + IndexLayout.ENTRY_SECONDS, secondsSinceBegin(storeTimestamp));
    buffer.putInt(at + IndexLayout.ENTRY_OLDER, older);
    window.markDirty();
    VarHandle.storeStoreFence();
    head.putInt(slotAt, number);
    head.putLong(IndexLayout.END_OFFSET, physicalOffset);
    head.putLong(IndexLayout.END_TIMESTAMP, storeTimestamp);
    head.putInt(IndexLayout.COUNT, number + 1);
    // a plain volatile write would wait until the slot, mostly not in any cache, has been written
    COUNT.setRelease(this, number + 1);
  }

  /** The window with this entry, held. Windows overlap by a page, so that no entry is cut. */
  private MappedWindow window(long entry) {
    long start = entry / WINDOW_BYTES * WINDOW_BYTES;
    int length = (int) Math.min(WINDOW_BYTES + PAGE_BYTES, layout.fileBytes() - start);
    return windows.hold(path, start, length);
  }

  private int secondsSinceBegin(long timestamp) {
    long seconds = (timestamp - beginTimestamp()) / 1000;
    return (int) Math.max(0, Math.min(seconds, Integer.MAX_VALUE));
  }

  /** Adds the offsets of entries with this hash, newest first, until there are {@code max}. */
  void find(int keyHash, int max, long from, long to, Set<Long> offsets) {
    int limit = count;
    long begin = beginTimestamp();
    int number = head.getInt(layout.slotAt(keyHash));
    while (number > 0 && number < limit && offsets.size() < max) {
      long entry = layout.entryAt(number);
      MappedWindow window = window(entry);
      int older;
      try {
        ByteBuffer buffer = window.buffer();
        int at = window.index(entry);
        long time = begin + buffer.getInt(at + IndexLayout.ENTRY_SECONDS) * 1000L;
        if (time + 1000 <= from) {
          return;
        }
        if (buffer.getInt(at) == keyHash && time <= to) {
          offsets.add(buffer.getLong(at + IndexLayout.ENTRY_OFFSET));
        }
        older = buffer.getInt(at + IndexLayout.ENTRY_OLDER);
      } finally {
        window.release();
      }
      if (older >= number) {
        return;
      }
      number = older;
    }
  }

  /** A kill may come after a slot got its entry and before the entry was counted. */
  void undoHalfPut() {
    if (isFull()) {
      return;
    }
    long entry = layout.entryAt(count);
    MappedWindow window = window(entry);
    int at = window.index(entry);
    int slotAt = layout.slotAt(Math.max(0, window.buffer().getInt(at)));
    if (head.getInt(slotAt) == count) {
      head.putInt(slotAt, window.buffer().getInt(at + IndexLayout.ENTRY_OLDER));
    }
    window.release();
  }

  /**
   * Forgets the entries from a number on and sets up the slots anew from the ones before it: after
   * a crash a slot may point at an entry that never got to the disk.
   *
   * @param before entries of records from this position on are forgotten too
   */
  void cutTo(int entries, long before) {
    int keep = Math.max(1, Math.min(entries, layout.entries()));
    for (int slot = 0; slot < layout.slots(); slot++) {
      int at = layout.slotAt(slot);
      if (head.getInt(at) != 0) {
        head.putInt(at, 0);
      }
    }
    int used = 0;
    long endOffset = head.getLong(IndexLayout.BEGIN_OFFSET);
    long endTimestamp = beginTimestamp();
    for (int number = 1; number < keep; number++) {
      long entry = layout.entryAt(number);
      MappedWindow window = window(entry);
      int at = window.index(entry);
      if (window.buffer().getLong(at + IndexLayout.ENTRY_OFFSET) >= before) {
        // the log may have lost that record
        keep = number;
        window.release();
        break;
      }
      int slotAt = layout.slotAt(Math.max(0, window.buffer().getInt(at)));
      if (head.getInt(slotAt) == 0) {
        used++;
      }
      head.putInt(slotAt, number);
      endOffset = window.buffer().getLong(at + IndexLayout.ENTRY_OFFSET);
      endTimestamp =
          beginTimestamp() + window.buffer().getInt(at + IndexLayout.ENTRY_SECONDS) * 1000L;
      window.release();
    }
    head.putInt(IndexLayout.USED_SLOTS, used);
    head.putInt(IndexLayout.COUNT, keep);
    head.putLong(IndexLayout.END_OFFSET, endOffset);
    head.putLong(IndexLayout.END_TIMESTAMP, endTimestamp);
    count = keep;
    forced = false;
  }
}

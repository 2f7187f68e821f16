package io.cometmq.store.index;

import io.cometmq.store.file.MappedFile;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Set;

/** One index file. The dispatch context writes; any thread that holds it reads. */
final class IndexFile {
  private final MappedFile mapped;
  private final IndexLayout layout;
  private final ByteBuffer buffer;
  private final long name;
  // entries written, plus one; published after the entry
  private volatile int count;

  IndexFile(MappedFile mapped, IndexLayout layout, long name) {
    this.mapped = mapped;
    this.layout = layout;
    this.buffer = mapped.buffer();
    this.name = name;
    this.count = Math.max(1, buffer.getInt(IndexLayout.COUNT));
  }

  /** Begins an empty file where the one before it ended. */
  void begin(long offset, long timestamp) {
    buffer.putLong(IndexLayout.BEGIN_OFFSET, offset);
    buffer.putLong(IndexLayout.END_OFFSET, offset);
    buffer.putLong(IndexLayout.BEGIN_TIMESTAMP, timestamp);
    buffer.putLong(IndexLayout.END_TIMESTAMP, timestamp);
    buffer.putInt(IndexLayout.COUNT, 1);
  }

  long name() {
    return name;
  }

  MappedFile mapped() {
    return mapped;
  }

  boolean isFull() {
    return count >= layout.entries();
  }

  int count() {
    return count;
  }

  long beginTimestamp() {
    return buffer.getLong(IndexLayout.BEGIN_TIMESTAMP);
  }

  long endTimestamp() {
    return buffer.getLong(IndexLayout.END_TIMESTAMP);
  }

  long endOffset() {
    return buffer.getLong(IndexLayout.END_OFFSET);
  }

  void put(int keyHash, long physicalOffset, long storeTimestamp) {
    int number = count;
    int slotAt = layout.slotAt(keyHash);
    int older = buffer.getInt(slotAt);
    if (older <= 0 || older >= number) {
      older = 0;
      buffer.putInt(IndexLayout.USED_SLOTS, buffer.getInt(IndexLayout.USED_SLOTS) + 1);
    }
    if (number == 1) {
      buffer.putLong(IndexLayout.BEGIN_OFFSET, physicalOffset);
      buffer.putLong(IndexLayout.BEGIN_TIMESTAMP, storeTimestamp);
    }
    int at = layout.entryAt(number);
    buffer.putInt(at, keyHash);
    buffer.putLong(at + IndexLayout.ENTRY_OFFSET, physicalOffset);
    buffer.putInt(at + IndexLayout.ENTRY_SECONDS, secondsSinceBegin(storeTimestamp));
    buffer.putInt(at + IndexLayout.ENTRY_OLDER, older);
    VarHandle.storeStoreFence();
    buffer.putInt(slotAt, number);
    buffer.putLong(IndexLayout.END_OFFSET, physicalOffset);
    buffer.putLong(IndexLayout.END_TIMESTAMP, storeTimestamp);
    buffer.putInt(IndexLayout.COUNT, number + 1);
    count = number + 1;
  }

  private int secondsSinceBegin(long timestamp) {
    long seconds = (timestamp - beginTimestamp()) / 1000;
    return (int) Math.max(0, Math.min(seconds, Integer.MAX_VALUE));
  }

  /** Adds the offsets of entries with this hash, newest first, until there are {@code max}. */
  void find(int keyHash, int max, long from, long to, Set<Long> offsets) {
    int limit = count;
    long begin = beginTimestamp();
    int entry = buffer.getInt(layout.slotAt(keyHash));
    while (entry > 0 && entry < limit && offsets.size() < max) {
      int at = layout.entryAt(entry);
      long time = begin + buffer.getInt(at + IndexLayout.ENTRY_SECONDS) * 1000L;
      if (time + 1000 <= from) {
        return;
      }
      if (buffer.getInt(at) == keyHash && time <= to) {
        offsets.add(buffer.getLong(at + IndexLayout.ENTRY_OFFSET));
      }
      int older = buffer.getInt(at + IndexLayout.ENTRY_OLDER);
      if (older >= entry) {
        return;
      }
      entry = older;
    }
  }

  /**
   * Forgets the entries from a number on and sets up the slots anew from the ones before it: after
   * a crash a slot may point at an entry that never got to the disk.
   */
  void cutTo(int entries) {
    int keep = Math.max(1, Math.min(entries, layout.entries()));
    for (int slot = 0; slot < layout.slots(); slot++) {
      int at = layout.slotAt(slot);
      if (buffer.getInt(at) != 0) {
        buffer.putInt(at, 0);
      }
    }
    int used = 0;
    for (int entry = 1; entry < keep; entry++) {
      int slotAt = layout.slotAt(buffer.getInt(layout.entryAt(entry)));
      if (buffer.getInt(slotAt) == 0) {
        used++;
      }
      buffer.putInt(slotAt, entry);
    }
    buffer.putInt(IndexLayout.USED_SLOTS, used);
    buffer.putInt(IndexLayout.COUNT, keep);
    if (keep > 1) {
      int last = layout.entryAt(keep - 1);
      buffer.putLong(IndexLayout.END_OFFSET, buffer.getLong(last + IndexLayout.ENTRY_OFFSET));
      buffer.putLong(
          IndexLayout.END_TIMESTAMP,
          beginTimestamp() + buffer.getInt(last + IndexLayout.ENTRY_SECONDS) * 1000L);
    } else {
      buffer.putLong(IndexLayout.END_OFFSET, buffer.getLong(IndexLayout.BEGIN_OFFSET));
      buffer.putLong(IndexLayout.END_TIMESTAMP, beginTimestamp());
    }
    count = keep;
  }
}

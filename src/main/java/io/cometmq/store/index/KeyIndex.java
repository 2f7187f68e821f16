package io.cometmq.store.index;

import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.WindowCache;
import io.cometmq.util.Clock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds records by key. The dispatch context writes, any thread asks, the upkeep deletes. */
public final class KeyIndex {
  private static final DateTimeFormatter NAMES =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS", Locale.ROOT);
  private static final IndexFile[] NONE = {};

  private final WindowCache windows;
  private final StoreFiles disk;
  private final Path directory;
  private final IndexLayout layout;
  private final Clock clock;
  private final SlotPages slotPages;
  // oldest first; the array is replaced, never changed
  private final AtomicReference<IndexFile[]> files = new AtomicReference<>(NONE);
  private volatile long forcedFullTimestamp;

  /** Creates an index of the files in a directory; {@link #load} reads them. */
  public KeyIndex(WindowCache windows, Path directory, IndexLayout layout, Clock clock) {
    this.windows = windows;
    this.disk = windows.disk();
    this.directory = directory;
    this.layout = layout;
    this.clock = clock;
    this.slotPages = new SlotPages(disk, layout);
  }

  /** Opens what is on disk; only at start. */
  public void load() {
    disk.createDirectories(directory);
    for (String name : disk.list(directory)) {
      Path path = directory.resolve(name);
      if (name.length() == 17 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        if (disk.size(path) == layout.fileBytes()) {
          add(new IndexFile(windows, layout, path, Long.parseLong(name)));
        } else {
          disk.delete(path);
        }
      }
    }
  }

  /**
   * Brings the index back to what is known to be on disk, after a crash.
   *
   * @param fileName the file in use then, 0 if that is not known
   * @param entries its forced entries, as {@link #count} gave them
   * @param safePosition position up to which the log had been forced then
   * @param fullTimestamp end time of the last file that had been forced for good
   * @return log position from which on records must be put again, -1 for the log's beginning
   */
  public long cutTo(long fileName, long entries, long safePosition, long fullTimestamp) {
    for (IndexFile file : all()) {
      if (fileName > 0) {
        if (file.name() == fileName) {
          file.cutTo((int) entries, safePosition);
        }
        if (file.name() > fileName || file.count() <= 1) {
          delete(file);
        }
      } else if (file.endTimestamp() > fullTimestamp || file.count() <= 1) {
        delete(file);
      }
    }
    IndexFile last = last();
    return last == null ? -1 : last.endOffset();
  }

  /** Forces the files with entries for records from a position on; only at start, after a kill. */
  public void forceAgain(long from) {
    for (IndexFile file : all()) {
      if (file.endOffset() >= from) {
        disk.force(file.path());
      }
    }
    disk.forceDirectory(directory);
  }

  /** Takes back an entry that a kill has cut off; only at start. */
  public void undoHalfPut() {
    IndexFile last = last();
    if (last != null) {
      last.undoHalfPut();
    }
  }

  /** Drops the entries of records that the log has lost; only at start. */
  public void truncate(long logEnd) {
    IndexFile file = last();
    while (file != null && file.endOffset() >= logEnd) {
      file.cutTo(file.count(), logEnd);
      if (file.count() > 1) {
        return;
      }
      delete(file);
      file = last();
    }
  }

  /** Deletes all files; only at start, when the log is indexed anew. */
  public void clear() {
    for (IndexFile file : all()) {
      delete(file);
    }
  }

  /** Adds an entry unless the record is older than the newest one in the index. */
  public void put(int keyHash, long physicalOffset, long storeTimestamp) {
    IndexFile file = last();
    if (file != null && physicalOffset < file.endOffset()) {
      return;
    }
    if (file == null || file.isFull() || slotPages.wantAnother()) {
      file = next(file);
    }
    file.put(keyHash, physicalOffset, storeTimestamp);
    slotPages.onEntry(storeTimestamp);
  }

  private IndexFile next(@Nullable IndexFile before) {
    long name =
        Long.parseLong(
            NAMES.format(Instant.ofEpochMilli(clock.millis()).atZone(ZoneId.systemDefault())));
    if (before != null && name <= before.name()) {
      name = before.name() + 1;
    }
    disk.createDirectories(directory);
    IndexFile file = make(directory.resolve(Long.toString(name)), name);
    if (before != null) {
      file.begin(before.endOffset(), before.endTimestamp());
    } else {
      file.begin(0, 0);
    }
    disk.forceDirectory(directory);
    add(file);
    return file;
  }

  private IndexFile make(Path path, long name) {
    try {
      disk.create(path, layout.fileBytes());
      slotPages.prepare(path);
      return new IndexFile(windows, layout, path, name);
    } catch (StoreException e) {
      // the next attempt has another name
      try {
        disk.delete(path);
      } catch (StoreException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  /**
   * Positions of records that may have this key, newest first. Others with the same hash are among
   * them: the caller looks at the records.
   */
  public List<Long> find(String topic, String key, int max, long fromMs, long toMs) {
    int hash = IndexLayout.keyHash((topic + "#" + key).hashCode());
    Set<Long> offsets = new LinkedHashSet<>();
    IndexFile[] all = all();
    for (int i = all.length - 1; i >= 0 && offsets.size() < max; i--) {
      IndexFile file = all[i];
      if (file.hold()) {
        try {
          file.find(hash, max, fromMs, toMs, offsets);
        } finally {
          file.release();
        }
      }
    }
    return List.copyOf(offsets);
  }

  /**
   * Forces what {@link #cutTo} needs after a power loss; entries are forced with the other dirty
   * windows, before this. Flush context.
   */
  public void flush() {
    flush(false);
  }

  /** Forces all that a start after a clean stop relies on, after {@link #flush}. Flush context. */
  public void flushAll() {
    flush(true);
  }

  private void flush(boolean slotsToo) {
    long full = 0;
    IndexFile[] all = all();
    for (int i = 0; i < all.length; i++) {
      IndexFile file = all[i];
      boolean finished = i < all.length - 1 || file.isFull();
      if (!file.isForced() && file.hold()) {
        try {
          if (finished || slotsToo) {
            file.force(finished);
          } else {
            file.forceBeginning();
          }
        } finally {
          file.release();
        }
      }
      if (finished) {
        full = Math.max(full, file.endTimestamp());
      }
    }
    forcedFullTimestamp = Math.max(full, forcedFullTimestamp);
  }

  /** End time of the last file that was forced for good. */
  public long forcedFullTimestamp() {
    return forcedFullTimestamp;
  }

  /** Name of the file in use as a number, 0 when there is none. */
  public long currentFile() {
    IndexFile last = last();
    return last == null ? 0 : last.name();
  }

  /** Number of entries in the file in use, plus one. */
  public long count() {
    IndexFile last = last();
    return last == null ? 0 : last.count();
  }

  /** Deletes files that point only to what the log has no more; upkeep context. */
  public void dropBefore(long logStart) {
    IndexFile[] all = all();
    for (int i = 0; i + 1 < all.length && all[i].endOffset() < logStart; i++) {
      delete(all[i]);
    }
  }

  /** Unmaps everything. */
  public void close() {
    for (IndexFile file : all()) {
      file.close();
    }
    files.set(NONE);
  }

  private IndexFile[] all() {
    return Objects.requireNonNull(files.get());
  }

  private @Nullable IndexFile last() {
    IndexFile[] all = all();
    return all.length == 0 ? null : all[all.length - 1];
  }

  private void add(IndexFile file) {
    files.updateAndGet(
        now -> {
          IndexFile[] more = Arrays.copyOf(now, now.length + 1);
          more[now.length] = file;
          return more;
        });
  }

  private void delete(IndexFile file) {
    files.updateAndGet(
        now -> Arrays.stream(now).filter(other -> other != file).toArray(IndexFile[]::new));
    windows.forget(file.path());
    disk.delete(file.path());
    file.close();
  }
}

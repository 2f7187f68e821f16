package io.cometmq.store.queue;

import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.MappedFile;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps a bounded number of consume queue files mapped, so that idle queues cost nothing. Safe for
 * any thread. A file that is evicted stays mapped until its readers are done with it.
 */
public final class QueueFileCache {
  private final StoreFiles disk;
  private final int fileBytes;
  private final int capacity;
  private final ConcurrentHashMap<Path, QueueFile> files = new ConcurrentHashMap<>();
  // evicted with content that has not been forced
  private final ConcurrentLinkedQueue<Path> unforced = new ConcurrentLinkedQueue<>();

  /** Creates a cache of at most about {@code capacity} mapped files. */
  public QueueFileCache(StoreFiles disk, int fileUnits, int capacity) {
    this.disk = disk;
    this.fileBytes = fileUnits * QueueLayout.UNIT;
    this.capacity = capacity;
  }

  StoreFiles disk() {
    return disk;
  }

  int fileBytes() {
    return fileBytes;
  }

  /** Files mapped now. */
  public int size() {
    return files.size();
  }

  /** The file, held for the caller; mapped and made if need be. May block. */
  QueueFile open(Path directory, long start) {
    Path path = directory.resolve(FileNames.of(start));
    while (true) {
      QueueFile file = files.get(path);
      if (file == null) {
        evictOverflow();
        file = files.computeIfAbsent(path, missing -> map(directory, missing, start));
      }
      if (file.mapped.hold()) {
        file.markUsed();
        return file;
      }
      // evicted between the two steps
      files.remove(path, file);
    }
  }

  private QueueFile map(Path directory, Path path, long start) {
    boolean isNew = !disk.exists(path);
    if (isNew) {
      disk.createDirectories(directory);
    }
    QueueFile file = new QueueFile(MappedFile.open(disk, path, start, fileBytes));
    if (isNew) {
      file.markDirty();
    }
    return file;
  }

  private void evictOverflow() {
    int left = files.size() - capacity + 1;
    for (int round = 0; round < 2 && left > 0; round++) {
      for (Map.Entry<Path, QueueFile> entry : files.entrySet()) {
        if (left > 0 && !entry.getValue().wasUsed() && evict(entry.getKey(), entry.getValue())) {
          left--;
        }
      }
    }
  }

  private boolean evict(Path path, QueueFile file) {
    if (!files.remove(path, file)) {
      return false;
    }
    if (file.wasDirty()) {
      unforced.add(path);
    }
    file.mapped.release();
    return true;
  }

  /** Forces everything written so far; flush context. */
  void flush() {
    for (Path path = unforced.poll(); path != null; path = unforced.poll()) {
      disk.force(path);
    }
    for (QueueFile file : files.values()) {
      if (file.wasDirty() && file.mapped.hold()) {
        try {
          file.mapped.force(0, fileBytes);
        } catch (StoreException e) {
          file.markDirty();
          throw e;
        } finally {
          file.mapped.release();
        }
      }
    }
  }

  /** Unmaps the files below a directory, about to be deleted. */
  void forget(Path directory) {
    files
        .entrySet()
        .removeIf(
            entry -> {
              boolean below = entry.getKey().startsWith(directory);
              if (below) {
                entry.getValue().mapped.release();
              }
              return below;
            });
  }

  void close() {
    files.values().forEach(file -> file.mapped.release());
    files.clear();
  }
}

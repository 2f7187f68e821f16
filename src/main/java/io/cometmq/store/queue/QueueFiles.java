package io.cometmq.store.queue;

import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.FolioSize;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.WindowCache;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The files of all consume queues and the windows through which they are read and written. Safe for
 * any thread.
 */
public final class QueueFiles {
  /** Whole units and whole pages, as the small windows that are used when there are many queues. */
  private static final int WINDOW_BYTES = WindowCache.SMALL_BYTES * 12;

  private final WindowCache windows;
  private final int fileBytes;
  // directories of queues with files that a power loss could still take away
  private final ConcurrentLinkedQueue<Path> grown = new ConcurrentLinkedQueue<>();

  /** Creates the access to files of this many units. */
  public QueueFiles(WindowCache windows, int fileUnits) {
    this.windows = windows;
    this.fileBytes = fileUnits * QueueLayout.UNIT;
  }

  StoreFiles disk() {
    return windows.disk();
  }

  int fileBytes() {
    return fileBytes;
  }

  /**
   * The window that holds a position of a queue, held for the caller; made if need be. May block.
   */
  QueueWindow hold(Path directory, long position) {
    long fileStart = position / fileBytes * fileBytes;
    Path path = directory.resolve(FileNames.of(fileStart));
    if (!disk().exists(path)) {
      disk().createDirectories(directory);
      disk().create(path, fileBytes);
      markGrown(directory);
    }
    int window = windows.isCrowdedFor(WINDOW_BYTES) ? WindowCache.SMALL_BYTES : WINDOW_BYTES;
    long inFile = (position - fileStart) / window * window;
    int length = (int) Math.min(window, fileBytes - inFile);
    return new QueueWindow(windows.hold(path, inFile, length), fileStart, fileStart + inFile);
  }

  /**
   * The same, with all that it has from the position on overwritten with zeros, so that its blocks
   * are there and its pages in memory. A page that is touched through a mapping without that has
   * the kernel read ahead: up to the whole file, which is empty.
   */
  QueueWindow holdToAppend(Path directory, long position) {
    QueueWindow window = hold(directory, position);
    try {
      long fileStart = position / fileBytes * fileBytes;
      Path path = directory.resolve(FileNames.of(fileStart));
      disk().reserve(path, position - fileStart, (int) (window.end() - position), FolioSize.SMALL);
    } catch (StoreException e) {
      window.release();
      throw e;
    }
    return window;
  }

  /** Notes that a queue's directory has files which a power loss could take away. */
  void markGrown(Path directory) {
    grown.add(directory);
  }

  /** Makes new files last, and the directories that lead to them; flush context. */
  public void forceDirectories() {
    Set<Path> queues = new LinkedHashSet<>();
    for (Path queue = grown.poll(); queue != null; queue = grown.poll()) {
      queues.add(queue);
    }
    try {
      force(queues);
    } catch (StoreException e) {
      grown.addAll(queues);
      throw e;
    }
  }

  private void force(Set<Path> queues) {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path queue : queues) {
      directories.add(queue);
      Path topic = queue.getParent();
      if (topic != null && topic.getParent() != null) {
        directories.add(topic);
        directories.add(topic.getParent());
      }
    }
    for (Path directory : directories) {
      if (disk().exists(directory)) {
        disk().forceDirectory(directory);
      }
    }
  }

  void forget(Path path) {
    windows.forget(path);
  }
}

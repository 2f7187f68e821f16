package io.cometmq.store.log;

import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.FolioSize;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.WindowCache;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expired files of the log that wait to be files of the log again, with their blocks of the disk
 * and mostly their pages of memory. Safe for any thread, but {@link #prepare} is called by the
 * upkeep only.
 *
 * <p>The way of a file, whose safety rests on two rules: nobody sees old bytes in it once it is
 * back in the log, and nothing is overwritten that a crash could bring back.
 *
 * <pre>
 *   in the log --keep--> waiting --prepare, chunk by chunk--> ready --takeAs--> in the log
 * </pre>
 *
 * It waits until both directories are forced, so that it can't get its old name back, and until
 * nobody has a part of it mapped. Then it is overwritten with zeros, and these are forced: after a
 * power loss a sector that did not get to the disk holds zeros, as it does in a new file, and never
 * a piece of an old record. A file that a crash finds here waits again from the beginning.
 */
public final class SpareFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SpareFiles.class);

  /** How much is overwritten and forced at a time at most; a quarter of a smaller file. */
  public static final int CHUNK_BYTES = 8 << 20;

  /** A file that waits; its old name is what windows know it by. */
  private record Waiting(Path path, Path oldPath) {}

  private final WindowCache windows;
  private final StoreFiles disk;
  private final Path directory;
  private final Path logDirectory;
  private final int fileBytes;
  private final int chunkBytes;
  private final int most;
  private final boolean forcedInParts;
  private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Path> ready = new ConcurrentLinkedQueue<>();
  // the file that the upkeep is at, and how much of it is zeros
  private @Nullable Waiting current;
  private int zeroed;

  /**
   * Takes over what a directory has; it is made when it is needed.
   *
   * @param logDirectory where the files come from and go to, on the same file system
   * @param most how many files are kept, 0 for none
   * @param forcedInParts whether their records are going to be forced a few at a time
   */
  public SpareFiles(
      WindowCache windows,
      Path directory,
      Path logDirectory,
      int fileBytes,
      int most,
      boolean forcedInParts) {
    this.windows = windows;
    this.disk = windows.disk();
    this.directory = directory;
    this.logDirectory = logDirectory;
    this.fileBytes = fileBytes;
    this.chunkBytes = Math.min(CHUNK_BYTES, fileBytes / 4);
    this.most = most;
    this.forcedInParts = forcedInParts;
    for (String name : disk.list(directory)) {
      Path path = directory.resolve(name);
      // if a crash has left it both names, it is the log's still
      Path oldPath = logDirectory.resolve(name);
      boolean known = FileNames.position(name) >= 0 && !disk.exists(oldPath);
      if (known && size() < most && disk.size(path) == fileBytes) {
        waiting.add(new Waiting(path, oldPath));
      } else {
        disk.delete(path);
      }
    }
  }

  /** Number of files. */
  public int size() {
    return waiting.size() + ready.size();
  }

  /** Number of files that may be used at once. */
  public int readyCount() {
    return ready.size();
  }

  /** Whether no file waits. */
  public boolean isIdle() {
    return waiting.isEmpty();
  }

  /** Takes a file that is in use no more out of the log; false when there are enough. */
  boolean keep(LogSegment segment) {
    if (size() >= most) {
      return false;
    }
    Path path = directory.resolve(String.valueOf(segment.path().getFileName()));
    try {
      disk.createDirectories(directory);
      disk.rename(segment.path(), path);
    } catch (StoreException e) {
      LOG.warn("{} can't be used again: {}", segment, e.getMessage());
      return false;
    }
    waiting.add(new Waiting(path, segment.path()));
    return true;
  }

  /**
   * Does one chunk of what makes a waiting file ready; upkeep context.
   *
   * @return whether there is more that could be done now
   */
  public boolean prepare() {
    Waiting next = waiting.peek();
    if (next == null || !(next.equals(current) || begin(next))) {
      return false;
    }
    try {
      overwriteSome(next.path());
    } catch (StoreException e) {
      waiting.remove(next);
      giveUp(next.path(), e);
      return !waiting.isEmpty();
    }
    if (zeroed == fileBytes) {
      current = null;
      if (waiting.remove(next)) {
        ready.add(next.path());
      }
    }
    return !waiting.isEmpty();
  }

  private void overwriteSome(Path path) {
    int length = Math.min(chunkBytes, fileBytes - zeroed);
    disk.reserve(path, zeroed, length, forcedInParts ? FolioSize.SMALL : FolioSize.HUGE);
    disk.force(path);
    zeroed += length;
  }

  private void giveUp(Path path, StoreException cause) {
    LOG.warn("{} can't be used again and is deleted: {}", path, cause.getMessage());
    disk.delete(path);
  }

  private boolean begin(Waiting next) {
    // a reader that was slow may have mapped it after it was taken out of the log
    windows.forget(next.oldPath());
    if (windows.isMapped(next.oldPath())) {
      return false;
    }
    disk.forceDirectory(directory);
    disk.forceDirectory(logDirectory);
    current = next;
    zeroed = 0;
    return true;
  }

  /**
   * Gives a file that is ready a name in the log; its directory is still to be forced.
   *
   * @return false when there is none
   */
  boolean takeAs(Path path) {
    Path spare = ready.poll();
    if (spare == null) {
      return false;
    }
    try {
      disk.rename(spare, path);
    } catch (StoreException e) {
      giveUp(spare, e);
      return false;
    }
    // or it could come back here as well, and be overwritten while it is in use
    disk.forceDirectory(directory);
    return true;
  }

  /** Deletes all, because the disk is needed for something else; returns how many there were. */
  public int drop() {
    int dropped = 0;
    for (Waiting file = waiting.poll(); file != null; file = waiting.poll()) {
      disk.delete(file.path());
      dropped++;
    }
    for (Path file = ready.poll(); file != null; file = ready.poll()) {
      disk.delete(file);
      dropped++;
    }
    return dropped;
  }
}

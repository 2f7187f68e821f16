package io.cometmq.store.log;

import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.MappedWindow;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.WindowCache;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The files of the log in order, the ones made ahead included, and the windows through which they
 * are read and written. Safe for any thread: the array is replaced, never changed.
 *
 * <p>Windows overlap, so that a record that begins in one ends in it; only records larger than the
 * overlap are mapped by themselves.
 */
final class LogSegments {
  private static final LogSegment[] NONE = {};
  private static final int PAGE_BYTES = 4096;
  private static final int OVERLAP_SHARE = 16;

  private final AtomicReference<LogSegment[]> segments = new AtomicReference<>(NONE);
  private final WindowCache windows;
  private final int segmentBytes;
  private final int windowBytes;
  private final int overlapBytes;

  /**
   * Creates an empty list.
   *
   * @param windowBytes size of a window without the overlap, a multiple of 65536
   */
  LogSegments(WindowCache windows, int segmentBytes, int windowBytes) {
    this.windows = windows;
    this.segmentBytes = segmentBytes;
    this.windowBytes = windowBytes;
    this.overlapBytes = windowBytes / OVERLAP_SHARE;
  }

  int segmentBytes() {
    return segmentBytes;
  }

  StoreFiles disk() {
    return windows.disk();
  }

  private LogSegment[] now() {
    return Objects.requireNonNull(segments.get());
  }

  /** The file that holds this position, null when it is gone or not there yet. */
  @Nullable LogSegment find(long position) {
    LogSegment[] all = now();
    if (all.length == 0 || position < all[0].start()) {
      return null;
    }
    long index = (position - all[0].start()) / segmentBytes;
    return index < all.length ? all[(int) index] : null;
  }

  /** A snapshot. */
  List<LogSegment> all() {
    return List.of(now());
  }

  long start() {
    LogSegment[] all = now();
    return all.length == 0 ? 0 : all[0].start();
  }

  void add(LogSegment segment) {
    segments.updateAndGet(
        all -> {
          LogSegment[] more = Arrays.copyOf(all, all.length + 1);
          more[all.length] = segment;
          return more;
        });
  }

  /**
   * Takes in the files of a directory.
   *
   * @throws StoreException when a file has another size or is missing between two others
   */
  void load(Path directory) {
    List<String> names =
        disk().list(directory).stream().filter(name -> FileNames.position(name) >= 0).toList();
    long expected = -1;
    for (int i = 0; i < names.size(); i++) {
      Path path = directory.resolve(names.get(i));
      long start = FileNames.position(names.get(i));
      long size = disk().size(path);
      if (size == 0 && i == names.size() - 1) {
        // made just before a crash, and never used
        disk().delete(path);
        break;
      }
      if (size != segmentBytes) {
        throw new StoreException(
            path
                + " has "
                + size
                + " bytes and store.segment-size is "
                + segmentBytes
                + "; set store.segment-size to what the store was made with");
      }
      if (expected >= 0 && start != expected) {
        throw new StoreException(
            "commit log file "
                + FileNames.of(expected)
                + " is missing in "
                + directory
                + "; restore it, or move the files before it away to go on without them");
      }
      expected = start + size;
      add(new LogSegment(path, start, segmentBytes));
    }
  }

  /** Takes a file out of use; those who hold windows of it may go on reading. */
  void remove(LogSegment segment) {
    segments.updateAndGet(
        all ->
            Arrays.stream(all).filter(other -> !other.equals(segment)).toArray(LogSegment[]::new));
    windows.forget(segment.path());
  }

  /** Which window a position is in; equal numbers mean the same window. */
  long windowOf(long position) {
    long segment = position / segmentBytes;
    return segment * (segmentBytes / windowBytes + 1) + position % segmentBytes / windowBytes;
  }

  /**
   * Where the window of a position ends and the next one begins; what it has beyond, for the record
   * that crosses the border, is another mapping of what belongs to the next one.
   */
  long windowEnd(long position) {
    long start = position / segmentBytes * segmentBytes;
    return start + Math.min(windowStart(position - start) + windowBytes, segmentBytes);
  }

  /**
   * A view of the bytes from a position on: all that one window has of them, and at least as many
   * as asked for. Null when there are not so many.
   */
  @Nullable LogSlice slice(long position, int atLeast) {
    LogSegment segment = find(position);
    if (segment == null || position + atLeast > segment.end()) {
      return null;
    }
    long inFile = position - segment.start();
    return sliceOf(window(segment, inFile, atLeast), inFile);
  }

  /** The same, or null when a window would have to be mapped. */
  @Nullable LogSlice sliceIfMapped(long position, int atLeast) {
    LogSegment segment = find(position);
    if (segment == null || position + atLeast > segment.end()) {
      return null;
    }
    long inFile = position - segment.start();
    long start = windowStart(inFile);
    int length = windowLength(start);
    if (inFile + atLeast > start + length) {
      return null;
    }
    MappedWindow window = windows.holdIfMapped(segment.path(), start, length);
    return window == null ? null : sliceOf(window, inFile);
  }

  private static LogSlice sliceOf(MappedWindow window, long inFile) {
    int index = window.index(inFile);
    return new LogSlice(window, window.buffer().slice(index, window.buffer().limit() - index));
  }

  private long windowStart(long inFile) {
    return inFile / windowBytes * windowBytes;
  }

  private int windowLength(long start) {
    return (int) Math.min(windowBytes + overlapBytes, segmentBytes - start);
  }

  private MappedWindow window(LogSegment segment, long inFile, int atLeast) {
    long start = windowStart(inFile);
    int length = windowLength(start);
    if (inFile + atLeast <= start + length) {
      return windows.hold(segment.path(), start, length);
    }
    long page = inFile / PAGE_BYTES * PAGE_BYTES;
    return windows.mapOnce(segment.path(), page, (int) (inFile - page) + atLeast);
  }
}

package io.cometmq.store.log;

import io.cometmq.record.RecordLayout;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.store.file.WindowCache;
import io.cometmq.util.Clock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of all records. The storage context appends and publishes; the flush context forces; the
 * upkeep makes room and deletes; any thread reads up to the published end.
 */
public final class CommitLog {
  private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);
  private static final int PAGE_BYTES = 4096;

  /** How many windows behind the end bytes are taken to be in memory still, without asking. */
  private static final long RESIDENT_WINDOWS = 16;

  /** Most that {@link #prepareNext} makes ready in one call. */
  public static final int LARGEST_PIECE = LogSpace.MOST_BYTES;

  /** How much is kept ready ahead of the writer. */
  private static final long AHEAD_BYTES = 16L << 20;

  private final StoreFiles disk;
  private final Path directory;
  private final StoreHealth health;
  private final LogSegments segments;
  private final long residentBytes;
  private final SpareFiles spares;
  private final LogSpace space;
  private final LogAppender appender;

  // storage publishes; the time before the position, so that whoever sees the one sees the other
  private volatile long endTimestamp;
  private volatile long end;
  // the flush context publishes
  private volatile long flushedTimestamp;
  private volatile long flushed;
  // the upkeep publishes
  private volatile long min;
  private volatile boolean closed;
  private boolean rewriteBeforeFlush;

  private CommitLog(
      WindowCache windows,
      Path directory,
      SpareFiles spares,
      int segmentBytes,
      int windowBytes,
      LogPreparation preparation,
      StoreHealth health,
      Clock clock) {
    this.disk = windows.disk();
    this.directory = directory;
    this.health = health;
    this.residentBytes = RESIDENT_WINDOWS * windowBytes;
    this.segments = new LogSegments(windows, segmentBytes, windowBytes);
    this.spares = spares;
    long ahead = preparation == LogPreparation.NONE ? 0 : Math.min(AHEAD_BYTES, segmentBytes);
    boolean forced = preparation == LogPreparation.FORCED;
    this.space = new LogSpace(directory, segments, spares, ahead, forced);
    this.appender = new LogAppender(segments, space, new PacedTail(segments, space), health, clock);
  }

  /**
   * Opens the files of a directory; {@link #recover} must follow.
   *
   * @param spares where expired files go and new ones may come from
   * @throws StoreException when a file has another size or is missing between two others
   */
  public static CommitLog open(
      WindowCache windows,
      Path directory,
      SpareFiles spares,
      int segmentBytes,
      int windowBytes,
      LogPreparation preparation,
      StoreHealth health,
      Clock clock) {
    CommitLog log =
        new CommitLog(
            windows, directory, spares, segmentBytes, windowBytes, preparation, health, clock);
    windows.disk().createDirectories(directory);
    log.segments.load(directory);
    log.min = log.segments.start();
    return log;
  }

  /**
   * Finds the log's end and makes it ready for writing.
   *
   * @param start a record boundary from which on nothing is known; -1 to check from the beginning
   * @param torn whether writes may be lost or half there, from a power loss; otherwise they are all
   *     there, and perhaps not on disk yet
   * @param cutOff whether the last one may end in the middle, from a kill
   */
  public LogRecovery recover(long start, boolean torn, boolean cutOff) {
    LogScan scan = new LogScan(segments, torn);
    long from = start >= segments.start() ? start : segments.start();
    long found = segments.all().isEmpty() ? from : scan.endFrom(from);
    if (cutOff) {
      found = scan.withoutCutOff(found);
    }
    dropAfter(found);
    long wiped = 0;
    if (torn) {
      wiped = wipe(found, nextFileStart(found));
    } else if (cutOff) {
      wiped = wipe(found, cutOffEnd(found));
    }
    appender.startAt(found, scan.lastTimestamp());
    space.reset(found);
    endTimestamp = scan.lastTimestamp();
    end = found;
    // what was found may still be in the page cache only
    flushed = Math.min(from, found);
    disk.forceDirectory(directory);
    return new LogRecovery(from, found, scan.records(), scan.stoppedBy(), wiped);
  }

  /** Deletes the files after the log's end, the last first, so that no crash leaves a gap. */
  private void dropAfter(long found) {
    List<LogSegment> all = segments.all();
    for (int i = all.size() - 1; i > 0 && all.get(i).start() >= found; i--) {
      segments.remove(all.get(i));
      disk.delete(all.get(i).path());
      disk.forceDirectory(directory);
    }
  }

  /** Whether a good record starts at this position. */
  public boolean isBoundary(long position) {
    return new LogScan(segments, false).isBoundary(position);
  }

  /** Start of the last file whose first record was stored by then; the log's start if none was. */
  public long fileStartBefore(long timestamp) {
    LogScan scan = new LogScan(segments, false);
    List<LogSegment> files = segments.all();
    for (int i = files.size() - 1; i > 0; i--) {
      long first = scan.firstTimestamp(files.get(i));
      if (first >= 0 && first <= timestamp) {
        return files.get(i).start();
      }
    }
    return segments.start();
  }

  /** Start of the file that holds a position, or of the log when it is not there. */
  public long fileStartOf(long position) {
    LogSegment segment = segments.find(position);
    return segment == null ? segments.start() : segment.start();
  }

  /** Where the record that a kill cut off could end at most. */
  private long cutOffEnd(long found) {
    LogSlice slice = segments.slice(found, Integer.BYTES);
    if (slice == null) {
      return found;
    }
    int size = Math.max(PAGE_BYTES, slice.buffer().getInt(0));
    slice.release();
    return Math.min(nextFileStart(found), found + size);
  }

  /** Left-overs after the end could be taken for records once the end reaches them again. */
  private long wipe(long position, long stop) {
    long wiped = 0;
    long at = position;
    LogSlice slice = at < stop ? segments.slice(at, 1) : null;
    while (slice != null) {
      int length = (int) Math.min(slice.buffer().limit(), stop - at);
      wiped += wipe(slice.buffer(), length);
      slice.force(length);
      slice.release();
      at += length;
      slice = at < stop ? segments.slice(at, 1) : null;
    }
    return wiped;
  }

  private static long wipe(ByteBuffer buffer, int length) {
    long wiped = 0;
    for (int i = 0; i < length; i++) {
      boolean eightZeros = i + 8 <= length && buffer.getLong(i) == 0;
      if (eightZeros) {
        i += 7;
      } else if (buffer.get(i) != 0) {
        buffer.put(i, (byte) 0);
        wiped++;
      }
    }
    return wiped;
  }

  /** Appends without publishing; storage context. The result also stands in the request. */
  public AppendStatus append(AppendRequest request) {
    request.status = closed ? AppendStatus.CLOSED : appender.append(request);
    return request.status;
  }

  /**
   * Makes everything appended visible to readers; storage context, once for each batch.
   *
   * @throws StoreException when it could not be written: nothing more is visible then, writes are
   *     refused, and the next call tries it again
   */
  public void publish() {
    appender.endBatch();
    endTimestamp = appender.lastTimestamp();
    end = appender.position();
  }

  /**
   * Forces everything published to disk; flush context.
   *
   * @return the position up to which everything is on disk now
   * @throws StoreException when that failed; writes are refused until it works
   */
  public long flush() {
    long timestamp = endTimestamp;
    long to = end;
    long from = flushed;
    try {
      long at = from;
      while (at < to) {
        at += force(at, to);
      }
    } catch (StoreException e) {
      rewriteBeforeFlush = true;
      health.flushed(e);
      throw e;
    }
    rewriteBeforeFlush = false;
    health.flushed(null);
    flushedTimestamp = timestamp;
    flushed = to;
    space.forcedAtOnce(to - from);
    return to;
  }

  /** Forces what one window has of a range; returns how much that was. */
  private long force(long from, long to) {
    LogSlice slice = segments.slice(from, 1);
    if (slice == null) {
      // retention was faster; what is gone needs no force
      return nextFileStart(from) - from;
    }
    try {
      int length = (int) (Math.min(segments.windowEnd(from), to) - from);
      if (rewriteBeforeFlush) {
        // after a failed force the kernel takes the pages for clean: make them dirty again
        ByteBuffer buffer = slice.buffer();
        for (int i = 0; i < length; i += PAGE_BYTES) {
          buffer.put(i, buffer.get(i));
        }
        buffer.put(length - 1, buffer.get(length - 1));
      }
      slice.force(length);
      return length;
    } finally {
      slice.release();
    }
  }

  /** How much room {@link #prepareNext} should make soon, 0 for none; storage context. */
  public long missingRoom() {
    return health.isWritable() ? Math.max(0, space.missing(appender.position())) : 0;
  }

  /**
   * Makes the room that is missing ahead of the writer, or some of it; upkeep context.
   *
   * @return how many bytes that was
   */
  public int prepareNext() {
    try {
      return closed ? 0 : space.extendFor(end);
    } catch (StoreException e) {
      health.failed(e);
      throw e;
    }
  }

  /** Position up to which room is ready for the writer. */
  public long preparedEnd() {
    return space.reserved();
  }

  /** Position of the oldest record. */
  public long minPosition() {
    return min;
  }

  /** Position after the last published record. */
  public long endPosition() {
    return end;
  }

  /** Store time of the last published record, 0 when there is none. */
  public long endTimestamp() {
    return endTimestamp;
  }

  /** Position up to which everything has been forced. */
  public long flushedPosition() {
    return flushed;
  }

  /** Store time of the last record that is known to have been forced. */
  public long flushedTimestamp() {
    return flushedTimestamp;
  }

  /** Bytes ready for the writer beyond the published end. */
  public long preparedBytes() {
    return space.reserved() - end;
  }

  /** Bytes from the oldest record to the end. */
  public long sizeBytes() {
    return end - min;
  }

  /** Part of the log, or null when it is not, or no more, there; any thread. */
  public @Nullable LogSlice read(long position, int length) {
    if (position < min || position + length > end) {
      return null;
    }
    LogSlice slice = segments.slice(position, length);
    return slice == null ? null : slice.limit(length);
  }

  /** The same, or null when that could mean to wait for the disk; for event loops. */
  public @Nullable LogSlice readIfMapped(long position, int length) {
    if (position < min || position + length > end) {
      return null;
    }
    LogSlice slice = segments.sliceIfMapped(position, length);
    return slice == null ? null : slice.limit(length);
  }

  /**
   * Whole records from a position on: at least one, and as many as are in one window; null when
   * there is none. The last one may be cut off, where the window or the log ends.
   */
  public @Nullable LogSlice readOn(long position) {
    if (position < min || position >= end) {
      return null;
    }
    LogSlice slice = segments.slice(position, RecordLayout.BLANK_BYTES);
    if (slice == null) {
      return null;
    }
    int size = slice.buffer().getInt(0);
    boolean blank = slice.buffer().getInt(RecordLayout.MAGIC) == RecordLayout.MAGIC_BLANK;
    long windowEnd = segments.windowEnd(position);
    if (!blank && position + size > windowEnd) {
      slice.release();
      return read(position, size);
    }
    return slice.limit((int) (Math.min(end, windowEnd) - position));
  }

  /** Start of the file after the one that holds this position. */
  public long nextFileStart(long position) {
    return (position / segments.segmentBytes() + 1) * segments.segmentBytes();
  }

  /** The record that starts at this position, null when none does; may block. */
  public @Nullable LogSlice readRecord(long position) {
    int size =
        position < min || position >= end ? -1 : new LogScan(segments, false).sizeAt(position);
    return size < 0 ? null : read(position, size);
  }

  /** The same while the log's end is not known yet; only at start. */
  public @Nullable LogSlice readBeforeRecovery(long position) {
    int size = new LogScan(segments, false).sizeAt(position);
    LogSlice slice = size < 0 ? null : segments.slice(position, size);
    return slice == null ? null : slice.limit(size);
  }

  /** Store time of the oldest record, -1 when there is none; may block. */
  public long earliestTimestamp() {
    long position = min;
    LogSlice slice = readRecord(position);
    if (slice == null) {
      return -1;
    }
    try {
      ByteBuffer record = slice.buffer();
      return record.getLong(RecordLayout.storeTimestamp(record.getInt(RecordLayout.SYS_FLAG)));
    } finally {
      slice.release();
    }
  }

  /** Whether the bytes here are recent enough to be read without waiting for the disk. */
  public boolean likelyResident(long position) {
    return position > end - residentBytes;
  }

  /** Whether bytes at two positions can be had as one slice. */
  public boolean sameWindow(long one, long other) {
    return one >= 0 && segments.windowOf(one) == segments.windowOf(other);
  }

  /**
   * Deletes the oldest files; upkeep context. The file that is written to stays, and so do all that
   * come after {@code keepFrom}.
   *
   * @param storedBefore files whose records are all older than this go
   * @param atLeast how many go even if they are not
   * @param maySpare whether they may be kept as spare files
   * @return number of files that are gone from the log
   */
  public int deleteExpired(long storedBefore, int atLeast, long keepFrom, boolean maySpare) {
    List<LogSegment> files = segments.all();
    LogScan scan = new LogScan(segments, false);
    int deleted = 0;
    for (int i = 0; i + 1 < files.size(); i++) {
      LogSegment file = files.get(i);
      if (file.end() > Math.min(keepFrom, Math.min(end, flushed))) {
        break;
      }
      long nextTimestamp = scan.firstTimestamp(files.get(i + 1));
      boolean expired = nextTimestamp >= 0 && nextTimestamp < storedBefore;
      if (!expired && deleted >= atLeast) {
        break;
      }
      min = file.end();
      segments.remove(file);
      boolean spared = maySpare && spares.keep(file);
      if (!spared) {
        disk.delete(file.path());
      }
      // one by one: of two deletions a power loss could take back the first and keep the second
      disk.forceDirectory(directory);
      deleted++;
      LOG.info("{} commit log file {}", spared ? "set aside" : "deleted", file);
    }
    return deleted;
  }

  /** Number of the oldest files without which the log has no more than so many bytes. */
  public int filesBeyond(long bytes) {
    long tooMany = Math.max(0, sizeBytes() - bytes);
    return (int) ((tooMany + segments.segmentBytes() - 1) / segments.segmentBytes());
  }

  /** Takes no more appends; what was published stays readable until {@link #close}. */
  public void stopWriting() {
    closed = true;
  }

  /** Lets go of the tail; nobody may append any more. */
  public void close() {
    closed = true;
    appender.leaveTail();
  }
}

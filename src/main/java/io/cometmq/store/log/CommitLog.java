package io.cometmq.store.log;

import io.cometmq.record.RecordLayout;
import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.MappedFile;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.StoreHealth;
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

  /** How far behind the end bytes are taken to be in memory still. */
  private static final long RESIDENT_BYTES = 256L << 20;

  /** How much is kept ready ahead of the writer. */
  private static final long WINDOW_BYTES = 32L << 20;

  private final StoreFiles disk;
  private final Path directory;
  private final StoreHealth health;
  private final LogSegments segments;
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
      StoreFiles disk,
      Path directory,
      int segmentBytes,
      boolean preallocate,
      StoreHealth health,
      Clock clock) {
    this.disk = disk;
    this.directory = directory;
    this.health = health;
    this.segments = new LogSegments(segmentBytes);
    long window = preallocate ? Math.min(WINDOW_BYTES, segmentBytes) : 0;
    this.space = new LogSpace(disk, directory, segments, window);
    this.appender = new LogAppender(segments, space, health, clock);
  }

  /**
   * Opens the files of a directory; {@link #recover} must follow.
   *
   * @throws StoreException when a file has another size or is missing between two others
   */
  public static CommitLog open(
      StoreFiles disk,
      Path directory,
      int segmentBytes,
      boolean preallocate,
      StoreHealth health,
      Clock clock) {
    CommitLog log = new CommitLog(disk, directory, segmentBytes, preallocate, health, clock);
    disk.createDirectories(directory);
    log.load();
    return log;
  }

  private void load() {
    List<String> names =
        disk.list(directory).stream().filter(name -> FileNames.position(name) >= 0).toList();
    long expected = -1;
    for (int i = 0; i < names.size(); i++) {
      Path path = directory.resolve(names.get(i));
      long start = FileNames.position(names.get(i));
      long size = disk.size(path);
      if (size == 0 && i == names.size() - 1) {
        // made just before a crash, and never used
        disk.delete(path);
        break;
      }
      if (size != segments.segmentBytes()) {
        throw new StoreException(
            path
                + " has "
                + size
                + " bytes and store.segment-size is "
                + segments.segmentBytes()
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
      segments.add(MappedFile.open(disk, path, start, segments.segmentBytes()));
    }
    min = segments.start();
  }

  /**
   * Finds the log's end and makes it ready for writing.
   *
   * @param start a record boundary from which on nothing is known; -1 to check from the beginning
   * @param wipe whether bytes after the end may be left from before a crash
   */
  public LogRecovery recover(long start, boolean wipe) {
    LogScan scan = new LogScan(segments);
    long from = start >= segments.start() ? start : segments.start();
    long found = segments.all().isEmpty() ? from : scan.endFrom(from);
    for (MappedFile file : segments.all()) {
      if (file.start() > found || file.start() == found && file.start() > segments.start()) {
        segments.remove(file);
        disk.delete(file.path());
        file.release();
      }
    }
    long wiped = wipe ? wipeFrom(found) : 0;
    appender.startAt(found, scan.lastTimestamp());
    space.reset(found);
    endTimestamp = scan.lastTimestamp();
    end = found;
    flushed = found;
    flushedTimestamp = endTimestamp;
    return new LogRecovery(from, found, scan.records(), scan.stoppedBy(), wiped);
  }

  /** Whether a good record starts at this position. */
  public boolean isBoundary(long position) {
    return new LogScan(segments).isBoundary(position);
  }

  /** Start of the last file whose first record was stored by then; the log's start if none was. */
  public long fileStartBefore(long timestamp) {
    LogScan scan = new LogScan(segments);
    List<MappedFile> files = segments.all();
    for (int i = files.size() - 1; i > 0; i--) {
      long first = scan.firstTimestamp(files.get(i));
      if (first >= 0 && first <= timestamp) {
        return files.get(i).start();
      }
    }
    return segments.start();
  }

  /** Left-overs after the end could be taken for records once the end reaches them again. */
  private long wipeFrom(long position) {
    MappedFile file = segments.find(position);
    if (file == null) {
      return 0;
    }
    ByteBuffer buffer = file.buffer();
    int at = (int) (position - file.start());
    long wiped = 0;
    while (at < buffer.limit()) {
      int next = Math.min(buffer.limit(), (at / PAGE_BYTES + 1) * PAGE_BYTES);
      for (int i = at; i < next; i++) {
        if (buffer.get(i) != 0) {
          buffer.put(i, (byte) 0);
          wiped++;
        }
      }
      at = next;
    }
    return wiped;
  }

  /** Appends without publishing; storage context. The result also stands in the request. */
  public AppendStatus append(AppendRequest request) {
    request.status = closed ? AppendStatus.CLOSED : appender.append(request);
    return request.status;
  }

  /** Makes everything appended visible to readers; storage context, once for each batch. */
  public void publish() {
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
      for (MappedFile file : segments.all()) {
        if (file.end() > from && file.start() < to && file.hold()) {
          try {
            flush(file, from, to);
          } finally {
            file.release();
          }
        }
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
    return to;
  }

  private void flush(MappedFile file, long from, long to) {
    int start = (int) (Math.max(from, file.start()) - file.start());
    int stop = (int) (Math.min(to, file.end()) - file.start());
    if (rewriteBeforeFlush) {
      // after a failed force the kernel takes the pages for clean: make them dirty again
      ByteBuffer buffer = file.buffer();
      for (int i = start; i < stop; i += PAGE_BYTES) {
        buffer.put(i, buffer.get(i));
      }
    }
    file.force(start, stop - start);
  }

  /** Whether {@link #prepareNext} should be called soon; storage context. */
  public boolean needsPreparation() {
    return health.isWritable() && space.isShort(appender.position());
  }

  /** Makes room ahead of the writer; upkeep context. */
  public void prepareNext() {
    try {
      boolean goOn = true;
      while (goOn && !closed && space.isShort(end)) {
        goOn = space.extend();
      }
    } catch (StoreException e) {
      health.failed(e);
      throw e;
    }
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
    MappedFile file = segments.find(position);
    if (file == null || position + length > file.end() || !file.hold()) {
      return null;
    }
    return new LogSlice(file, file.buffer().slice((int) (position - file.start()), length));
  }

  /** The published rest of the file that holds this position, null when there is none. */
  public @Nullable LogSlice readRest(long position) {
    long stop = (position / segments.segmentBytes() + 1) * segments.segmentBytes();
    long length = Math.min(stop, end) - position;
    return length <= 0 ? null : read(position, (int) length);
  }

  /** Start of the file after the one that holds this position. */
  public long nextFileStart(long position) {
    return (position / segments.segmentBytes() + 1) * segments.segmentBytes();
  }

  /** The record that starts at this position, null when none does; may block. */
  public @Nullable LogSlice readRecord(long position) {
    if (position < min || position + RecordLayout.FIXED_BYTES > end || !isBoundary(position)) {
      return null;
    }
    LogSlice head = read(position, Integer.BYTES);
    if (head == null) {
      return null;
    }
    int size = head.buffer().getInt(0);
    head.release();
    return read(position, size);
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
    return position > end - RESIDENT_BYTES;
  }

  /** Whether two positions are in the same file. */
  public boolean sameSegment(long one, long other) {
    return one >= 0 && one / segments.segmentBytes() == other / segments.segmentBytes();
  }

  /**
   * Deletes the oldest files; upkeep context. The file that is written to stays, and so do all that
   * come after {@code keepFrom}.
   *
   * @param storedBefore files whose records are all older than this go
   * @param atLeast how many go even if they are not
   * @return number of files deleted
   */
  public int deleteExpired(long storedBefore, int atLeast, long keepFrom) {
    List<MappedFile> files = segments.all();
    LogScan scan = new LogScan(segments);
    int deleted = 0;
    for (int i = 0; i + 1 < files.size(); i++) {
      MappedFile file = files.get(i);
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
      disk.delete(file.path());
      file.release();
      deleted++;
      LOG.info("deleted commit log file {}", file);
    }
    if (deleted > 0) {
      disk.forceDirectory(directory);
    }
    return deleted;
  }

  /** Takes no more appends; what was published stays readable until {@link #close}. */
  public void stopWriting() {
    closed = true;
  }

  /** Unmaps the files; nobody may use the log any more. */
  public void close() {
    closed = true;
    segments.all().forEach(MappedFile::release);
  }
}

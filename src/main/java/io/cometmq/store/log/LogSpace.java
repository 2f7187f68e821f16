package io.cometmq.store.log;

import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.FolioSize;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps room ready ahead of the log's writer: files are made, disk blocks taken and pages brought
 * into memory before they are needed, because the first touch of a page costs far more than all
 * later ones. The map's pages are touched if the log grows so fast that it is written through them
 * ({@link PacedTail}). Shared by the storage context and the upkeep; one of them works at a time,
 * the writer waits only if it has overtaken the upkeep. The flush context only calls {@link
 * #forcedAtOnce}.
 */
final class LogSpace {
  // What is made ready in one go: what has been used since, so little for a slow writer. It keeps
  // the core for as long as its pages take, up to four microseconds for each kibibyte.
  private static final int LEAST_BYTES = 32 << 10;
  static final int MOST_BYTES = 4 << 20;
  // a force costs about the same for less of it, and for more of it core and disk are taken longer
  // while the writer wants to force its records
  private static final int FORCED_BYTES = 512 << 10;
  // for a writer that waits; one that is fast would have to touch it page by page if it were less
  // than a huge one, and so never get behind the upkeep again
  private static final int REQUIRED_BYTES = 256 << 10;
  private static final int FIRST_BYTES = 4 << 20;
  private static final int PAGE_BYTES = 4096;
  private static final long WAIT_NANOS = 50_000;

  private final Path directory;
  private final LogSegments segments;
  private final SpareFiles spares;
  private final long aheadBytes;
  private final boolean forced;
  private final long mostPiece;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile long reserved;
  // how much room is worth making at once; the flush context tells
  private volatile FolioSize piece = FolioSize.SMALL;
  // up to here the disk holds zeros already, in a file that is used again; for whoever works
  private long zerosEnd;
  // where writing began; set before there is a writer
  private long start;

  LogSpace(
      Path directory, LogSegments segments, SpareFiles spares, long aheadBytes, boolean forced) {
    this.directory = directory;
    this.segments = segments;
    this.spares = spares;
    this.aheadBytes = aheadBytes;
    this.forced = forced;
    // a small file has no room for a huge folio
    this.mostPiece = aheadBytes / 2;
  }

  /** Says that nothing beyond this position is ready. */
  void reset(long position) {
    start = position;
    reserved = position;
  }

  /**
   * How many more bytes should be ready for a writer that is here, if positive: some at first, and
   * more with what has been written, so that a process that is idle does not hold pages for
   * nothing. A log that does not grow slowly misses nothing until that is a whole piece.
   */
  long missing(long position) {
    long missing = Math.min(aheadBytes, FIRST_BYTES + position - start) - (reserved - position);
    FolioSize least = piece;
    return least != FolioSize.SMALL && missing < Math.min(least.bytes(), mostPiece) ? 0 : missing;
  }

  /**
   * Says how much of the log one force had to write. Where that is all that is kept ready, tens of
   * megabytes a second, room is made a whole huge folio at a time: one long piece of work instead
   * of many short ones that cost more. Where it is less, clients would notice: the kernel lets
   * nobody else have the core while it fills a folio, on a virtual machine 7 ms for a huge one. A
   * log that grows slowly takes what it needs.
   */
  void forcedAtOnce(long bytes) {
    if (forced || aheadBytes == 0) {
      piece = FolioSize.SMALL;
    } else if (bytes >= aheadBytes) {
      piece = FolioSize.HUGE;
    } else {
      piece = bytes < FolioSize.HUGE.bytes() ? FolioSize.SMALL : FolioSize.MEDIUM;
    }
  }

  /** Whether a force had so much to write that room is made in huge folios, which suit a map. */
  boolean growsFast() {
    return piece == FolioSize.HUGE;
  }

  /** Everything before this position may be written. */
  long reserved() {
    return reserved;
  }

  /**
   * Makes sure that everything before {@code end} may be written, waiting for the disk if need be.
   *
   * @throws StoreException when there is no room
   */
  void require(long end) {
    while (reserved < end) {
      if (extend(growsFast() ? FolioSize.HUGE.bytes() : REQUIRED_BYTES) == 0) {
        // the upkeep is on it and takes as long as one chunk takes
        LockSupport.parkNanos(WAIT_NANOS);
      }
    }
  }

  /**
   * Makes what is missing for a writer that is here ready, or some of it.
   *
   * @return how many bytes; 0 when nothing is missing, or somebody else is doing it right now
   */
  int extendFor(long position) {
    long missing = missing(position);
    return missing <= 0 ? 0 : extend((int) Math.min(Math.max(missing, LEAST_BYTES), MOST_BYTES));
  }

  private int extend(int wanted) {
    if (!working.compareAndSet(false, true)) {
      return 0;
    }
    try {
      long from = reserved;
      LogSegment segment = segments.find(from);
      if (segment == null) {
        segment = make(from);
      }
      long inFile = from - segment.start();
      int length = (int) (Math.min(pieceEnd(inFile, wanted), segment.bytes()) - inFile);
      if (from >= zerosEnd) {
        segments.disk().reserve(segment.path(), inFile, length, folio(from, length));
      }
      bringIn(from, length, forced && from >= zerosEnd);
      reserved = from + length;
      return length;
    } finally {
      working.set(false);
    }
  }

  /** Where folios end, or the next piece could not begin with a whole one. */
  private long pieceEnd(long inFile, int wanted) {
    if (forced) {
      return roundUp(inFile + FORCED_BYTES);
    }
    long end = inFile + wanted;
    long huge = end - end % FolioSize.HUGE.bytes();
    if (huge > inFile) {
      return huge;
    }
    long medium = end - end % FolioSize.MEDIUM.bytes();
    return piece == FolioSize.MEDIUM && medium > inFile ? medium : roundUp(end);
  }

  private static long roundUp(long end) {
    return (end + LEAST_BYTES - 1) / LEAST_BYTES * LEAST_BYTES;
  }

  /** The first one is made when nobody knows yet whether much will be written. */
  private FolioSize folio(long from, int length) {
    if (forced) {
      return FolioSize.SMALL;
    }
    boolean medium = piece == FolioSize.MEDIUM && length < FolioSize.HUGE.bytes();
    return from == start || medium ? FolioSize.MEDIUM : FolioSize.HUGE;
  }

  private LogSegment make(long start) {
    LogSegment segment =
        new LogSegment(directory.resolve(FileNames.of(start)), start, segments.segmentBytes());
    if (spares.takeAs(segment.path())) {
      zerosEnd = start + segment.bytes();
    } else {
      segments.disk().create(segment.path(), segment.bytes());
    }
    segments.disk().forceDirectory(directory);
    segments.add(segment);
    return segment;
  }

  /** Maps the windows, and touches the pages through them if the writer will. */
  private void bringIn(long from, int length, boolean force) {
    boolean touch = growsFast();
    long position = from;
    while (position < from + length) {
      LogSlice slice = segments.slice(position, 1);
      if (slice == null) {
        return;
      }
      int end = (int) (Math.min(segments.windowEnd(position), from + length) - position);
      try {
        if (force) {
          slice.force(end);
        }
        for (int i = 0; i < end && touch; i += PAGE_BYTES) {
          slice.buffer().put(i, (byte) 0);
        }
      } finally {
        slice.release();
      }
      position += end;
    }
  }
}

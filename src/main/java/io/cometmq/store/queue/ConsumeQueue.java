package io.cometmq.store.queue;

import io.cometmq.model.TopicNames;
import io.cometmq.store.file.FileNames;
import io.cometmq.store.log.QueueOffsets;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue of a topic: its units and its bounds. The storage context hands out its offsets, the
 * dispatch context writes its units, the upkeep moves its lower bound; any thread reads between the
 * published bounds. It holds no mapped file; the cache does.
 */
public final class ConsumeQueue implements QueueOffsets {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumeQueue.class);

  private static final int SECTOR_BYTES = 512;
  private static final int PROBE_BYTES = 32 << 10;

  private final QueueFiles files;
  private final Path directory;
  private final String topic;
  private final int queueId;
  private final boolean holdsDelayed;

  // storage
  private long next;
  // dispatch
  private long written;
  private long lastRecord = -1;
  private long endOfRecords;
  private boolean rewritten;
  // held from the first put of a batch to its end
  private @Nullable QueueWindow appending;
  // published
  private volatile long min;
  private volatile long max;
  private volatile boolean deleted;

  /** Start of the oldest file, in bytes. */
  private volatile long firstFile;

  // what was written to and read from last; saves the look-up, and the cache may have let go of it
  private volatile @Nullable QueueWindow tail;
  private volatile @Nullable QueueWindow reading;

  ConsumeQueue(QueueFiles files, Path directory, String topic, int queueId) {
    this.files = files;
    this.directory = directory;
    this.topic = topic;
    this.queueId = queueId;
    this.holdsDelayed = topic.equals(TopicNames.SCHEDULE) || topic.equals(TopicNames.TIMER);
  }

  /** Name of the topic. */
  public String topic() {
    return topic;
  }

  /** Number of the queue in its topic. */
  public int queueId() {
    return queueId;
  }

  /** Whether its messages wait for a time, which stands in the units in the place of tag hashes. */
  public boolean holdsDelayed() {
    return holdsDelayed;
  }

  @Override
  public long nextOffset() {
    return deleted ? -1 : next;
  }

  @Override
  public void advance(int count) {
    next += count;
  }

  /** Oldest offset. */
  public long minOffset() {
    return min;
  }

  /** Offset that the next message will be seen under. */
  public long maxOffset() {
    return max;
  }

  /** Start in the log of the last record that the queue refers to, -1 when there is none. */
  long lastRecord() {
    return lastRecord;
  }

  /** End in the log of the last record that the queue refers to, 0 when there is none. */
  long endOfRecords() {
    return endOfRecords;
  }

  void markDeleted() {
    deleted = true;
  }

  /** Takes over what was found on disk. */
  void restore(
      long firstFileStart, long minOffset, long maxOffset, long lastRecordStart, int lastSize) {
    firstFile = firstFileStart;
    min = minOffset;
    written = maxOffset;
    max = maxOffset;
    next = maxOffset;
    lastRecord = lastRecordStart;
    endOfRecords = lastRecordStart + lastSize;
  }

  /** Sets the next offset to hand out to the one after the last unit; only before writes begin. */
  void startWriting() {
    next = written;
    max = written;
  }

  /**
   * Writes a unit; dispatch context. Offsets that were written before are written again, which is
   * what happens after a crash. Nothing is visible before {@link #publish}, which must follow.
   *
   * @param size bytes of the record
   * @param mayStartAt whether the queue may begin, or go on, at an offset beyond its end
   * @return false when the unit does not belong to this queue
   */
  public boolean put(
      long offset, long physicalOffset, int size, long tagsCode, boolean mayStartAt) {
    if (offset >= written && physicalOffset < lastRecord) {
      // of an older queue of that name: this one has gone further in the log, and not to there
      return false;
    }
    if (offset < written && physicalOffset > lastRecord) {
      beginAnew(offset);
    }
    if (offset > written) {
      if (!mayStartAt) {
        LOG.warn(
            "{} has no offset {} yet, the record at {} belongs to an older queue of that name",
            this,
            offset,
            physicalOffset);
        return false;
      }
      fillTo(offset);
    }
    long position = offset * QueueLayout.UNIT;
    QueueWindow window = appending;
    if (window == null || !window.contains(position)) {
      leaveAppending();
      window = offset < written ? hold(position) : holdToAppend(position);
      appending = window;
    }
    write(window, position, physicalOffset, size, tagsCode);
    if (offset >= written) {
      written = offset + 1;
    }
    if (physicalOffset > lastRecord) {
      lastRecord = physicalOffset;
      endOfRecords = physicalOffset + size;
    }
    rewritten = true;
    return true;
  }

  /** What is there from this offset on belongs to an older queue of that name. */
  private void beginAnew(long offset) {
    for (long i = offset + 1; i < written; i++) {
      write(i, 0, 0, 0);
    }
    written = offset;
    if (offset < min) {
      min = offset;
      firstFile = offset * QueueLayout.UNIT / files.fileBytes() * files.fileBytes();
    }
  }

  private void fillTo(long offset) {
    long unitsInFile = files.fileBytes() / QueueLayout.UNIT;
    long fileStartOffset = offset / unitsInFile * unitsInFile;
    if (written == min) {
      // nothing in it: it begins here
      firstFile = fileStartOffset * QueueLayout.UNIT;
      min = offset;
    }
    for (long i = Math.max(written, fileStartOffset); i < offset; i++) {
      write(i, 0, QueueLayout.FILLER_SIZE, 0);
    }
    written = offset;
  }

  private void write(long offset, long physicalOffset, int size, long tagsCode) {
    long position = offset * QueueLayout.UNIT;
    QueueWindow file = offset < written ? hold(position) : holdToAppend(position);
    try {
      write(file, position, physicalOffset, size, tagsCode);
    } finally {
      file.release();
    }
  }

  private static void write(
      QueueWindow file, long position, long physicalOffset, int size, long tagsCode) {
    ByteBuffer units = file.buffer();
    int at = file.index(position);
    units.putLong(at, physicalOffset);
    units.putLong(at + QueueLayout.TAGS_AT, tagsCode);
    units.putInt(at + QueueLayout.SIZE_AT, size);
    file.markDirty();
  }

  private void leaveAppending() {
    if (appending != null) {
      appending.release();
      appending = null;
    }
  }

  /** Ends a batch and makes its units visible; dispatch context. Again is no harm. */
  public void publish() {
    leaveAppending();
    if (max != written) {
      max = written;
    }
  }

  /**
   * Drops the units of records that begin at or after this position; only at start.
   *
   * @param check is asked about units that a power loss may have torn
   */
  void truncate(long logEnd, UnitCheck check) {
    long end = written;
    while (end > min && !isBefore(end - 1, logEnd, check)) {
      end--;
      write(end, 0, 0, 0);
    }
    written = end;
    max = end;
    next = end;
    lastRecord = -1;
    endOfRecords = 0;
    if (end > min) {
      QueueUnits last = read(end - 1);
      if (last.size(0) != QueueLayout.FILLER_SIZE) {
        lastRecord = last.physicalOffset(0);
        endOfRecords = lastRecord + last.size(0);
      }
      last.release();
    }
  }

  private boolean isBefore(long offset, long logEnd, UnitCheck check) {
    QueueUnits units = read(offset);
    try {
      int size = units.size(0);
      long position = units.physicalOffset(0);
      long inSector = offset * QueueLayout.UNIT % files.fileBytes() % SECTOR_BYTES;
      boolean whole = inSector + QueueLayout.UNIT <= SECTOR_BYTES;
      return size == QueueLayout.FILLER_SIZE
          || size > 0
              && position < logEnd
              && (whole || check.isRecordOf(this, offset, position, size));
    } finally {
      units.release();
    }
  }

  /**
   * Wipes what stands after the last unit, left from before a crash, so that it is never taken for
   * units; only at start.
   */
  void wipeRest() {
    long position = written * QueueLayout.UNIT;
    deleteFilesAfter(position);
    if (!rewritten && !isDirtyAt(position)) {
      return;
    }
    if (position % files.fileBytes() == 0 && !files.disk().exists(fileAt(position))) {
      return;
    }
    long stop = (position / files.fileBytes() + 1) * files.fileBytes();
    while (position < stop) {
      QueueWindow window = hold(position);
      ByteBuffer units = window.buffer();
      for (int i = window.index(position); i < units.limit(); i++) {
        if (units.get(i) != 0) {
          units.put(i, (byte) 0);
          window.markDirty();
        }
      }
      position = window.end();
      window.release();
    }
  }

  /** Has its directory forced if it was written to since it was opened. */
  void forceAgain() {
    if (rewritten) {
      files.markGrown(directory);
    }
  }

  private void deleteFilesAfter(long position) {
    long start = (position / files.fileBytes() + 1) * files.fileBytes();
    while (files.disk().exists(fileAt(start))) {
      files.forget(fileAt(start));
      files.disk().delete(fileAt(start));
      files.markGrown(directory);
      start += files.fileBytes();
    }
  }

  /** Forces the files in which units may have been dropped; only at start. */
  void forceTail() {
    files.disk().force(fileAt(written * QueueLayout.UNIT));
    files.disk().force(fileAt(Math.max(0, written - 1) * QueueLayout.UNIT));
  }

  private boolean isDirtyAt(long position) {
    Path path = fileAt(position);
    if (!files.disk().exists(path)) {
      return false;
    }
    ByteBuffer probe = ByteBuffer.allocate(PROBE_BYTES);
    files.disk().read(path, position % files.fileBytes(), probe);
    probe.flip();
    while (probe.hasRemaining()) {
      if (probe.get() != 0) {
        return true;
      }
    }
    return false;
  }

  private Path fileAt(long position) {
    return directory.resolve(FileNames.of(position / files.fileBytes() * files.fileBytes()));
  }

  private QueueUnits read(long offset) {
    long position = offset * QueueLayout.UNIT;
    QueueWindow file = hold(position);
    return new QueueUnits(file, file.index(position), 1);
  }

  private QueueWindow hold(long position) {
    QueueWindow window = heldIn(tail, position);
    if (window == null) {
      window = files.hold(directory, position);
      tail = window;
    }
    return window;
  }

  /** The same where nothing of worth stands at or after the position. */
  private QueueWindow holdToAppend(long position) {
    QueueWindow window = heldIn(tail, position);
    if (window == null) {
      window = files.holdToAppend(directory, position);
      tail = window;
    }
    return window;
  }

  /**
   * The units from an offset on, as far as one file holds them and they are published.
   *
   * @param mayBlock whether the file may be mapped if it is not
   * @return null when the units can't be had
   */
  public @Nullable QueueUnits units(long offset, boolean mayBlock) {
    long upper = max;
    if (offset < min || offset >= upper) {
      return null;
    }
    long position = offset * QueueLayout.UNIT;
    QueueWindow window = heldIfMapped(position);
    if (window == null) {
      if (!mayBlock || deleted) {
        return null;
      }
      window = files.hold(directory, position);
      reading = window;
    }
    long stop = Math.min(upper * QueueLayout.UNIT, window.end());
    return new QueueUnits(
        window, window.index(position), (int) ((stop - position) / QueueLayout.UNIT));
  }

  private @Nullable QueueWindow heldIfMapped(long position) {
    QueueWindow window = heldIn(tail, position);
    return window != null ? window : heldIn(reading, position);
  }

  private static @Nullable QueueWindow heldIn(@Nullable QueueWindow window, long position) {
    return window != null && window.contains(position) && window.hold() ? window : null;
  }

  /** Moves the lower bound behind records that the log has no more; upkeep context. */
  void dropBefore(long logStart) {
    long low = min;
    long high = max;
    if (low >= high || firstRecordAt(low) >= logStart) {
      return;
    }
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (firstRecordAt(middle) < logStart) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    min = low;
    deleteFilesBefore(low * QueueLayout.UNIT);
  }

  private long firstRecordAt(long offset) {
    ByteBuffer unit = ByteBuffer.allocate(QueueLayout.UNIT);
    long position = offset * QueueLayout.UNIT;
    int read = files.disk().read(fileAt(position), position % files.fileBytes(), unit);
    boolean known =
        read == QueueLayout.UNIT && unit.getInt(QueueLayout.SIZE_AT) != QueueLayout.FILLER_SIZE;
    return known ? unit.getLong(0) : -1;
  }

  private void deleteFilesBefore(long position) {
    long keep = position / files.fileBytes() * files.fileBytes();
    long last = Math.max(0, max * QueueLayout.UNIT - 1) / files.fileBytes() * files.fileBytes();
    for (long start = firstFile; start < Math.min(keep, last); start += files.fileBytes()) {
      Path path = directory.resolve(FileNames.of(start));
      files.forget(path);
      files.disk().delete(path);
      firstFile = start + files.fileBytes();
    }
  }

  @Override
  public String toString() {
    return "queue " + queueId + " of topic " + topic;
  }
}

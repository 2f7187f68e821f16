package io.cometmq.store.checkpoint;

import io.cometmq.store.file.FileMapping;
import io.cometmq.store.file.StoreFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * How far the files of the store are known to be on disk. Written by the flush context, read at
 * start.
 *
 * <pre>
 *   0   physic timestamp 8    store time of the last forced log record
 *   8   logics timestamp 8    store time of the last forced consume queue unit
 *   16  index timestamp 8     end time of the last full and forced index file
 *   24  master flushed offset 8 | 32 confirmed offset 8   both RocketMQ's, kept as they are
 *   64  magic 8 | 72 safe position 8 | 80 index file 8 | 88 index entries 8
 *   96  CRC-32 of the 32 bytes before, 8                                     our own
 * </pre>
 *
 * <p>RocketMQ reads and writes the first 40 bytes only. The safe position is a record boundary of
 * the log: everything before it, queues and index included, has been forced. A RocketMQ broker that
 * wrote to the store in between leaves an older position there, which is as true as before.
 */
public final class StoreCheckpoint {
  private static final int SIZE = 4096;
  private static final int MASTER_FLUSHED = 24;
  private static final int EXTENSION = 64;
  private static final int CHECKED = 32;
  private static final long MAGIC = 0x434F4D45544D5131L;

  /**
   * The checkpoint's content. Immutable.
   *
   * @param safePosition -1 when there is none
   * @param indexFile name of the index file in use then, as a number; 0 when there was none
   * @param indexEntries how many of its entries have been forced
   */
  public record State(
      long physicTimestamp,
      long logicsTimestamp,
      long indexTimestamp,
      long safePosition,
      long indexFile,
      long indexEntries) {}

  private final FileMapping mapping;
  private volatile State state;

  private StoreCheckpoint(FileMapping mapping) {
    this.mapping = mapping;
    this.state = parse(mapping.buffer());
  }

  /** Opens or makes the file. */
  public static StoreCheckpoint open(StoreFiles files, Path path) {
    files.create(path, SIZE);
    FileMapping mapping = files.map(path, 0, SIZE);
    // a kill may have come before that
    mapping.force(0, SIZE);
    return new StoreCheckpoint(mapping);
  }

  /** What was written last. */
  public State state() {
    return state;
  }

  /** Writes and forces a new state. */
  public void write(State next) {
    if (next.equals(state)) {
      return;
    }
    ByteBuffer bytes = mapping.buffer();
    bytes.putLong(0, next.physicTimestamp());
    bytes.putLong(8, next.logicsTimestamp());
    bytes.putLong(16, next.indexTimestamp());
    bytes.putLong(EXTENSION, MAGIC);
    bytes.putLong(EXTENSION + 8, next.safePosition());
    bytes.putLong(EXTENSION + 16, next.indexFile());
    bytes.putLong(EXTENSION + 24, next.indexEntries());
    bytes.putLong(EXTENSION + CHECKED, checksum(bytes));
    mapping.force(0, SIZE);
    state = next;
  }

  /** Lets go of the file. */
  public void close() {
    mapping.unmap();
  }

  private static State parse(ByteBuffer bytes) {
    boolean ours =
        bytes.getLong(EXTENSION) == MAGIC && bytes.getLong(EXTENSION + CHECKED) == checksum(bytes);
    return new State(
        bytes.getLong(0),
        bytes.getLong(8),
        bytes.getLong(16),
        ours ? bytes.getLong(EXTENSION + 8) : -1,
        ours ? bytes.getLong(EXTENSION + 16) : 0,
        ours ? bytes.getLong(EXTENSION + 24) : 0);
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.slice(EXTENSION, CHECKED));
    return crc.getValue();
  }

  /** RocketMQ's own two positions, which this broker never changes; for tools. */
  public long masterFlushedOffset() {
    return mapping.buffer().getLong(MASTER_FLUSHED);
  }
}

package io.cometmq.tool.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one consume queue: units of 20 bytes, the unit of offset N at byte 20 N counted over
 * all files. Owned by the main thread.
 */
final class QueueFiles {
  static final int UNIT = 20;
  private static final int SIZE_AT = 8;
  private static final int TAGS_AT = 12;
  private static final int FILLER_SIZE = Integer.MAX_VALUE;

  /** A unit. */
  record Unit(long queueOffset, long position, int size, long tagsCode) {}

  /** Is told of units. */
  @FunctionalInterface
  interface Sink {
    void unit(long queueOffset, long position, int size, long tagsCode);
  }

  private final List<Path> files;
  private @Nullable ReadOnlyFile open;

  QueueFiles(Path folder) {
    this.files = StoreFolder.numbered(folder);
  }

  /** Tells of all written units that stand for a record. */
  void forEach(Sink sink) {
    for (Path path : files) {
      ReadOnlyFile file = ReadOnlyFile.map(path, StoreFolder.position(path));
      ByteBuffer bytes = file.bytes();
      for (int at = 0; at + UNIT <= bytes.limit(); at += UNIT) {
        int size = bytes.getInt(at + SIZE_AT);
        if (size == 0) {
          break;
        }
        if (size != FILLER_SIZE) {
          sink.unit(
              (file.start() + at) / UNIT, bytes.getLong(at), size, bytes.getLong(at + TAGS_AT));
        }
      }
    }
  }

  /** The unit of an offset, null when none is written there. */
  @Nullable Unit find(long queueOffset) {
    long at = queueOffset * UNIT;
    for (int i = files.size() - 1; i >= 0; i--) {
      long start = StoreFolder.position(files.get(i));
      if (start <= at) {
        ReadOnlyFile file = open(files.get(i), start);
        int in = (int) Math.min(at - start, Integer.MAX_VALUE - UNIT);
        if (in + UNIT > file.bytes().limit()) {
          return null;
        }
        ByteBuffer bytes = file.bytes();
        int size = bytes.getInt(in + SIZE_AT);
        return size == 0 || size == FILLER_SIZE
            ? null
            : new Unit(queueOffset, bytes.getLong(in), size, bytes.getLong(in + TAGS_AT));
      }
    }
    return null;
  }

  private ReadOnlyFile open(Path path, long start) {
    ReadOnlyFile file = open;
    if (file == null || !file.path().equals(path)) {
      file = ReadOnlyFile.map(path, start);
      open = file;
    }
    return file;
  }
}

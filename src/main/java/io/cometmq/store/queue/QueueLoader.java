package io.cometmq.store.queue;

import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.StoreFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what the files of a queue hold without mapping them: a few short reads for each. Owned
 * by the thread that opens the store.
 */
final class QueueLoader {
  private static final int PROBE_BYTES = 4000;

  private final StoreFiles disk;
  private final int fileBytes;
  private final ByteBuffer probe = ByteBuffer.allocate(PROBE_BYTES);

  QueueLoader(StoreFiles disk, int fileBytes) {
    this.disk = disk;
    this.fileBytes = fileBytes;
  }

  /** Restores the queue from its directory; leaves it empty when there is nothing in it. */
  void load(ConsumeQueue queue, Path directory) {
    List<Long> starts = new ArrayList<>();
    for (String name : disk.list(directory)) {
      long start = FileNames.position(name);
      if (start >= 0 && start % fileBytes == 0) {
        starts.add(start);
      }
    }
    // the last file may have been made and not written to
    for (int i = starts.size() - 1; i >= 0; i--) {
      long lastStart = starts.get(i);
      Path last = directory.resolve(FileNames.of(lastStart));
      int units = unitsIn(last);
      if (units > 0 || i == 0) {
        long first = lastStart;
        while (starts.contains(first - fileBytes)) {
          first -= fileBytes;
        }
        deleteOthers(directory, starts, first, lastStart);
        long min = first / QueueLayout.UNIT + fillersIn(directory.resolve(FileNames.of(first)));
        long max = Math.max(min, lastStart / QueueLayout.UNIT + units);
        restore(queue, first, min, max, last, units - 1);
        return;
      }
    }
  }

  /** A power loss can bring deleted files back, and take the first pages of new ones. */
  private void deleteOthers(Path directory, List<Long> starts, long first, long last) {
    for (long start : starts) {
      if (start < first || start > last) {
        disk.delete(directory.resolve(FileNames.of(start)));
      }
    }
  }

  private void restore(
      ConsumeQueue queue, long first, long min, long max, Path last, int lastUnit) {
    if (lastUnit >= 0) {
      ByteBuffer bytes = read(last, lastUnit, 1);
      int size = bytes.getInt(QueueLayout.SIZE_AT);
      if (size != QueueLayout.FILLER_SIZE) {
        queue.restore(first, min, max, bytes.getLong(0), size);
        return;
      }
    }
    queue.restore(first, min, max, -1, 0);
  }

  /** Number of units before the first that was never written. */
  private int unitsIn(Path file) {
    int probed = PROBE_BYTES / QueueLayout.UNIT;
    ByteBuffer bytes = read(file, 0, probed);
    int have = bytes.limit() / QueueLayout.UNIT;
    for (int i = 0; i < have; i++) {
      if (!QueueLayout.isWritten(bytes, i * QueueLayout.UNIT)) {
        return i;
      }
    }
    if (have < probed) {
      return have;
    }
    int low = probed;
    int high = fileBytes / QueueLayout.UNIT;
    while (low < high) {
      int middle = (low + high) >>> 1;
      ByteBuffer unit = read(file, middle, 1);
      if (unit.limit() == QueueLayout.UNIT && QueueLayout.isWritten(unit, 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Number of units at the beginning that stand for no record. */
  private int fillersIn(Path file) {
    int low = 0;
    int high = fileBytes / QueueLayout.UNIT;
    while (low < high) {
      int middle = low == 0 && high > 1 ? 0 : (low + high) >>> 1;
      ByteBuffer unit = read(file, middle, 1);
      boolean filler =
          unit.limit() == QueueLayout.UNIT
              && unit.getInt(QueueLayout.SIZE_AT) == QueueLayout.FILLER_SIZE;
      if (!filler && middle == 0) {
        return 0;
      }
      if (filler) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private ByteBuffer read(Path file, int unit, int count) {
    probe.clear().limit(count * QueueLayout.UNIT);
    disk.read(file, (long) unit * QueueLayout.UNIT, probe);
    return probe.flip();
  }
}

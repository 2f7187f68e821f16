package io.cometmq.store.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.file.WindowCache;
import io.cometmq.testkit.FailingFiles;
import io.cometmq.testkit.FailingFiles.Reservation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How large a window a queue is written through when there are many queues. */
final class CrowdedQueuesTest {
  private static final int USUAL = 12 * WindowCache.SMALL_BYTES;
  private static final int UNITS_IN_SMALL = WindowCache.SMALL_BYTES / QueueLayout.UNIT;
  private static final int RECORD = 100;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private WindowCache windows;

  @SuppressWarnings("NullAway.Init")
  private ConsumeQueueTable queues;

  private final FailingFiles disk = new FailingFiles();
  private final List<Reservation> reserved = new ArrayList<>();
  private long position;

  @BeforeEach
  void crowd() {
    windows = new WindowCache(disk, 8L << 20);
    queues =
        new ConsumeQueueTable(new QueueFiles(windows, 10 * USUAL / QueueLayout.UNIT), directory);
    for (int i = 0; i < 100; i++) {
      put("Crowd", i, 0);
    }
    disk.beforeReserve(reserved::add);
  }

  @AfterEach
  void close() {
    windows.close();
  }

  private void put(String topic, int queueId, long offset) {
    ConsumeQueue queue = queues.getOrCreate(topic, queueId);
    assertThat(queue.put(offset, position, RECORD, 0, false)).isTrue();
    queue.publish();
    position += RECORD;
  }

  private List<Integer> lengths() {
    return reserved.stream().map(Reservation::length).toList();
  }

  @Test
  void shouldWriteAQueueThatGetsMostRecordsThroughUsualWindows() {
    for (int i = 0; i < 15 * UNITS_IN_SMALL; i++) {
      put("Busy", 0, i);
    }
    // a small one until it is known to be busy, the rest of the usual one around that, one more
    assertThat(lengths())
        .containsExactly(WindowCache.SMALL_BYTES, USUAL - WindowCache.SMALL_BYTES, USUAL);
  }

  @Test
  void shouldWriteAQueueThatGetsFewRecordsThroughSmallWindows() {
    for (int i = 0; i < 3 * UNITS_IN_SMALL; i++) {
      put("Quiet", 0, i);
      // those of others, most of all there are
      position += 100L * RECORD;
    }
    assertThat(lengths()).hasSize(3).containsOnly(WindowCache.SMALL_BYTES);
  }

  @Test
  void shouldGoBackToSmallWindowsWhenOthersGetMostRecords() {
    for (int i = 0; i < 24 * UNITS_IN_SMALL; i++) {
      put("Busy", 0, i);
    }
    reserved.clear();
    for (int i = 0; i < 14 * UNITS_IN_SMALL; i++) {
      put("Busy", 0, 24L * UNITS_IN_SMALL + i);
      position += 100L * RECORD;
    }
    // the first one is from when it was busy
    assertThat(lengths()).containsExactly(USUAL, WindowCache.SMALL_BYTES, WindowCache.SMALL_BYTES);
  }
}

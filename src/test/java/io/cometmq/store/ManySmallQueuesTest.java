package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.log.LogPreparation;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.QueueUnits;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManySmallQueuesTest {
  private static final String TOPIC = "Many";
  private static final int QUEUES = 400;
  private static final int ROUNDS = 3;

  /** Room for 34 windows of the usual size. */
  private static final long MAPPED_BYTES = 8L << 20;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void shouldKeepEveryQueueMappedThatIsWrittenInTurn() {
    StoreDriver driver = new StoreDriver(MessageStore.open(options(), Clock.SYSTEM));
    try {
      for (int round = 0; round < ROUNDS; round++) {
        for (int queue = 0; queue < QUEUES; queue++) {
          driver.put(TOPIC, queue, "key", "tag", body(queue, round));
        }
      }

      List<Integer> notMapped = new ArrayList<>();
      for (int queue = 0; queue < QUEUES; queue++) {
        ConsumeQueue known = driver.store().queues().getOrCreate(TOPIC, queue);
        QueueUnits units = known.units(0, false);
        if (units == null) {
          notMapped.add(queue);
        } else {
          units.release();
        }
      }
      assertThat(notMapped).isEmpty();
      assertThat(driver.store().mappedBytes()).isLessThanOrEqualTo(MAPPED_BYTES);
    } finally {
      driver.store().close();
    }
  }

  @Test
  void shouldReadThroughWindowsOfBothSizes() {
    StoreDriver driver = new StoreDriver(MessageStore.open(options(), Clock.SYSTEM));
    try {
      // through a usual window at first, then through small ones, across their borders
      int many = 2_500;
      for (int i = 0; i < many; i++) {
        driver.put(TOPIC, 0, "key", "tag", body(0, i));
        driver.put("Other", i % QUEUES, "key", "tag", body(1, i));
      }
      List<byte[]> bodies = driver.read(TOPIC, 0, 0, "*");
      assertThat(bodies).hasSize(many);
      for (int i = 0; i < many; i++) {
        assertThat(bodies.get(i)).isEqualTo(body(0, i));
      }
    } finally {
      driver.store().close();
    }
  }

  private static byte[] body(int queue, int number) {
    return (queue + " " + number).getBytes(StandardCharsets.US_ASCII);
  }

  private StoreOptions options() {
    StoreOptions small = StoreDriver.smallFiles(directory);
    return new StoreOptions(
        small.path(),
        4 << 20,
        small.logWindowBytes(),
        // or the room ahead would take all that may be mapped
        LogPreparation.NONE,
        small.syncFlush(),
        small.flushIntervalMs(),
        small.retentionMs(),
        small.diskLimitPercent(),
        small.maxLogBytes(),
        small.spareFiles(),
        2 * 12_288,
        MAPPED_BYTES,
        small.index(),
        small.delayLevels());
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.MessageStore;
import io.cometmq.store.StoreOptions;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Idle queues cost next to nothing: no mapped file, little heap, and a store with many opens soon.
 */
final class ManyQueuesIT {
  private static final int TOPICS = 10_000;
  private static final int QUEUES = 8;
  private static final long MEGABYTE = 1 << 20;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private static byte[] body(int topic, int queue) {
    return ("message of queue " + queue + " of topic " + topic).getBytes(StandardCharsets.UTF_8);
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void shouldRunEightyThousandQueuesInLittleMemory() {
    long heapBefore = usedHeap();
    StoreOptions options = StoreDriver.smallFiles(directory);
    StoreDriver driver = new StoreDriver(MessageStore.open(options, Clock.SYSTEM));
    for (int topic = 0; topic < TOPICS; topic++) {
      for (int queue = 0; queue < QUEUES; queue++) {
        driver.put("topic-" + topic, queue, "key", "tag", body(topic, queue));
      }
    }
    assertThat(driver.store().queues().size()).isEqualTo(TOPICS * QUEUES);
    assertThat(driver.store().mappedBytes()).isLessThanOrEqualTo(2 * options.mappedBytes());
    assertThat(usedHeap() - heapBefore).isLessThan(200 * MEGABYTE);
    driver.store().close();

    StoreDriver again = new StoreDriver(MessageStore.open(options, Clock.SYSTEM));
    assertThat(again.store().queues().size()).isEqualTo(TOPICS * QUEUES);
    assertThat(again.store().recovery().millis()).isLessThan(30_000);
    assertThat(again.store().mappedBytes()).isLessThanOrEqualTo(2 * options.mappedBytes());
    for (int topic = 0; topic < TOPICS; topic += 997) {
      int queue = topic % QUEUES;
      again.put("topic-" + topic, queue, "key", "tag", body(topic, queue));
      assertThat(again.read("topic-" + topic, queue, 0, "*"))
          .hasSize(2)
          .containsExactly(body(topic, queue), body(topic, queue));
    }
    again.store().close();
  }
}

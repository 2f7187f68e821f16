package io.cometmq.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class PendingTimersTest {
  private static final int MILLION = 1_000_000;

  private record Entry(long dueMs, long offset) {}

  private static NavigableSet<Entry> model() {
    return new TreeSet<>(Comparator.comparingLong(Entry::dueMs).thenComparingLong(Entry::offset));
  }

  @Test
  void shouldBehaveLikeASortedSetWhateverIsDone() {
    long seed = System.nanoTime();
    System.out.println("PendingTimersTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      PendingTimers timers = new PendingTimers();
      NavigableSet<Entry> model = model();
      int spread = 1 << random.nextInt(20);
      for (int step = 0; step < 50_000; step++) {
        int choice = random.nextInt(1_000);
        if (choice < 550) {
          Entry entry = new Entry(random.nextInt(spread), step);
          timers.add(entry.dueMs, entry.offset);
          model.add(entry);
        } else if (choice < 999 && !model.isEmpty()) {
          timers.removeNext();
          model.pollFirst();
        } else if (choice == 999 && random.nextInt(10) == 0) {
          long before = random.nextInt(step + 1);
          timers.removeIf(offset -> offset < before);
          model.removeIf(entry -> entry.offset < before);
        }
        assertThat(timers.size()).as("seed %d", seed).isEqualTo(model.size());
        assertThat(timers.nextDueMs())
            .as("seed %d", seed)
            .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.first().dueMs);
        assertThat(timers.nextOffset())
            .as("seed %d", seed)
            .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.first().offset);
      }
    }
  }

  @Test
  void shouldGiveOutAMillionInTheirOrder() {
    PendingTimers timers = new PendingTimers();
    Random random = new Random(1);
    for (int i = 0; i < MILLION; i++) {
      timers.add(random.nextInt(1_000_000), i);
    }
    long lastDue = -1;
    long lastOffset = -1;
    for (int i = 0; i < MILLION; i++) {
      boolean later =
          timers.nextDueMs() > lastDue
              || timers.nextDueMs() == lastDue && timers.nextOffset() > lastOffset;
      assertThat(later).isTrue();
      lastDue = timers.nextDueMs();
      lastOffset = timers.nextOffset();
      timers.removeNext();
    }
    assertThat(timers.size()).isZero();
  }

  @Test
  void shouldTakeFarLessThanAnObjectForEach() {
    Random random = new Random(2);
    PendingTimers[] held = {new PendingTimers()};
    long before = usedAfterCollection();
    for (int i = 0; i < MILLION; i++) {
      held[0].add(random.nextLong(1L << 40), i);
    }
    long bytes = usedAfterCollection() - before;
    System.out.println("a million pending timers take " + bytes + " bytes of heap");
    assertThat(held[0].size()).isEqualTo(MILLION);
    // an object of two longs takes 32 bytes, and a node of a tree around it 40 more
    assertThat(bytes).isLessThan(20L * MILLION);
    while (held[0].size() > 0) {
      held[0].removeNext();
    }
    assertThat(usedAfterCollection() - before).isLessThan(2L * MILLION);
  }

  private static long usedAfterCollection() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

package io.cometmq.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** So many in a second, for all threads together. */
final class SharedRateTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private static int taken(SharedRate rate, long now, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += rate.take(now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void shouldLetThroughASecondsWorthAtOnceAndThenTheRate() {
    for (long start : new long[] {0, -5_000 * MILLI, Long.MAX_VALUE - 500 * MILLI}) {
      SharedRate rate = new SharedRate(10);
      assertThat(taken(rate, start, 100)).isEqualTo(10);
      assertThat(taken(rate, start + 99 * MILLI, 5)).isZero();
      assertThat(taken(rate, start + 100 * MILLI, 5)).isEqualTo(1);
      assertThat(taken(rate, start + 350 * MILLI, 5)).isEqualTo(2);
      assertThat(taken(rate, start + 60_000 * MILLI, 100)).isEqualTo(10);
    }
  }

  @Test
  void shouldCountForAllThreads() throws Exception {
    SharedRate rate = new SharedRate(1_000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> takers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        takers.add(() -> taken(rate, 7 * MILLI, 20_000));
      }
      int sum = 0;
      for (Future<Integer> each : threads.invokeAll(takers)) {
        sum += each.get();
      }
      assertThat(sum).isEqualTo(1_000);
    } finally {
      threads.shutdownNow();
    }
  }
}

package io.cometmq.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which windows make room for others. */
final class WindowCacheTest {
  private static final int MIB = 1 << 20;
  private static final int FAVOURITES = 4;
  private static final int SMALL = WindowCache.SMALL_BYTES;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private Path log;

  @SuppressWarnings("NullAway.Init")
  private Path queues;

  private final DiskFiles disk = new DiskFiles();
  private final WindowCache windows = new WindowCache(disk, 8L * MIB);

  @BeforeEach
  void files() {
    log = directory.resolve("log");
    queues = directory.resolve("queues");
    disk.create(log, 64L * MIB);
    disk.create(queues, 3_000L * SMALL);
  }

  @AfterEach
  void close() {
    windows.close();
  }

  private void use(Path path, long start, int length) {
    windows.hold(path, start, length).release();
  }

  private boolean isMapped(Path path, long start, int length) {
    MappedWindow window = windows.holdIfMapped(path, start, length);
    if (window != null) {
      window.release();
    }
    return window != null;
  }

  private long smallOnesMapped(int of) {
    long mapped = 0;
    for (int i = 0; i < of; i++) {
      mapped += isMapped(queues, (long) i * SMALL, SMALL) ? 1 : 0;
    }
    return mapped;
  }

  @Test
  void shouldKeepManySmallOnesWhenALogGoesBy() {
    for (int i = 0; i < 1_000; i++) {
      use(queues, (long) i * SMALL, SMALL);
    }
    for (int i = 0; i < 32; i++) {
      use(log, (long) i * MIB, MIB);
    }
    assertThat(smallOnesMapped(1_000)).isEqualTo(1_000);
    assertThat(windows.mappedBytes()).isLessThanOrEqualTo(8L * MIB);
  }

  @Test
  void shouldNotKeepSmallOnesForEverThatNobodyUses() {
    for (int i = 0; i < 1_000; i++) {
      use(queues, (long) i * SMALL, SMALL);
    }
    for (int i = 0; i < 4_000; i++) {
      use(log, i * 4L * 4096, MIB);
    }
    assertThat(smallOnesMapped(1_000)).isZero();
  }

  @Test
  void shouldMakeRoomAmongSmallOnesWhenThereIsNothingElse() {
    for (int i = 0; i < 3_000; i++) {
      use(queues, (long) i * SMALL, SMALL);
      assertThat(windows.mappedBytes()).isLessThanOrEqualTo(8L * MIB);
    }
    assertThat(smallOnesMapped(3_000)).isPositive().isLessThan(3_000);
  }

  @Test
  void shouldKeepLargeOnesInUseWhenOthersGoBy() {
    // where a window stands in the table depends on its file
    for (int file = 0; file < 16; file++) {
      Path path = directory.resolve("log" + file);
      disk.create(path, 64L * MIB);
      int missing = 0;
      for (int i = FAVOURITES; i < 64; i++) {
        for (int favourite = 0; favourite < FAVOURITES; favourite++) {
          boolean first = i == FAVOURITES;
          missing += first || isMapped(path, (long) favourite * MIB, MIB) ? 0 : 1;
          use(path, (long) favourite * MIB, MIB);
        }
        use(path, (long) i * MIB, MIB);
      }
      assertThat(missing).isZero();
    }
  }

  @Test
  void shouldLetLargeOnesGoThatAreInUseNoMore() {
    for (int i = 0; i < 16; i++) {
      use(log, (i % FAVOURITES) * (long) MIB, MIB);
    }
    for (int i = FAVOURITES; i < 4 * FAVOURITES; i++) {
      use(log, (long) i * MIB, MIB);
      use(log, (long) i * MIB, MIB);
    }
    for (int favourite = 0; favourite < FAVOURITES; favourite++) {
      assertThat(isMapped(log, (long) favourite * MIB, MIB)).isFalse();
    }
  }

  @Test
  void shouldForgetAFileAndGoOn() {
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 8; i++) {
        use(log, (long) i * MIB, MIB);
      }
      windows.forget(log);
      assertThat(windows.size()).isZero();
      assertThat(windows.waiting()).isZero();
      assertThat(windows.mappedBytes()).isZero();
      assertThat(windows.isMapped(log)).isFalse();
      for (int i = 0; i < 3_000; i++) {
        use(queues, (long) i * SMALL, SMALL);
        assertThat(windows.mappedBytes()).isLessThanOrEqualTo(8L * MIB);
      }
      windows.forget(queues);
    }
  }

  @Test
  void shouldKeepToItsBudgetWithManyThreads() throws Exception {
    long seed = System.nanoTime();
    System.out.println("WindowCacheTest seed " + seed);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(seed + thread);
        done.add(threads.submit(() -> useAtRandom(random, 20_000)));
      }
      for (Future<?> future : done) {
        future.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    // several that look for room at once may each take the last of it; the next one makes up for it
    use(log, 4096, MIB);
    assertThat(windows.mappedBytes()).isLessThanOrEqualTo(8L * MIB);
    assertThat(windows.waiting()).isGreaterThanOrEqualTo(windows.size());
    windows.close();
    assertThat(windows.mappedBytes()).isZero();
    assertThat(windows.isMapped(log)).isFalse();
    assertThat(windows.isMapped(queues)).isFalse();
  }

  /** A window that was unmapped under its holder would end the JVM. */
  private void useAtRandom(Random random, int times) {
    for (int i = 0; i < times; i++) {
      boolean large = random.nextInt(4) == 0;
      Path path = large ? log : queues;
      int length = large ? MIB : SMALL;
      long start = random.nextInt(large ? 64 : 3_000) * (long) length;
      if (random.nextInt(1_000) == 0) {
        windows.forget(path);
      }
      MappedWindow window = windows.hold(path, start, length);
      assertThat(window.contains(start, length)).isTrue();
      assertThat(window.buffer().get(window.index(start))).isZero();
      window.release();
    }
  }

  @Test
  void shouldNotUnmapWhatIsHeld() {
    MappedWindow held = windows.hold(log, 0, MIB);
    for (int i = 1; i < 64; i++) {
      use(log, (long) i * MIB, MIB);
    }
    assertThat(isMapped(log, 0, MIB)).isTrue();
    held.release();
  }
}

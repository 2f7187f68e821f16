package io.cometmq.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which windows make room for others. */
final class WindowCacheTest {
  private static final int MIB = 1 << 20;
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
    // everywhere in the table of windows, which a look for room does not always walk to its end
    for (int i = 0; i < 4_000; i++) {
      use(log, i * 4L * 4096, MIB);
    }
    assertThat(smallOnesMapped(1_000)).isLessThan(20);
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
  void shouldMostlyKeepTheLargeOneThatIsUsedMost() {
    // where a window stands in the table depends on its file, and so does who is looked at first
    for (int file = 0; file < 16; file++) {
      Path path = directory.resolve("log" + file);
      disk.create(path, 64L * MIB);
      int missing = 0;
      for (int i = 1; i < 64; i++) {
        missing += isMapped(path, 0, MIB) ? 0 : 1;
        use(path, 0, MIB);
        use(path, (long) i * MIB, MIB);
      }
      assertThat(missing).as("how often of 63").isLessThanOrEqualTo(16);
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

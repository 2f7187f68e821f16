package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.file.DiskFiles;
import io.cometmq.store.file.FileMapping;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.testkit.StoredRecord;
import io.cometmq.util.Clock;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Through which mapping each page of the log is touched, written, read and forced. Each window of
 * the log has memory of its own here, so what one of them was used for does not show in its
 * neighbour; in a real one such a page costs a fault for each mapping.
 */
final class LogWindowsTest {
  private static final int WINDOW = 1 << 20;
  private static final int OVERLAP = WINDOW / 16;
  private static final int PAGE = 4096;
  private static final int BODY = 10_000;
  private static final int RECORD_LIMIT = BODY + 500;
  private static final byte UNTOUCHED = 0x5A;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private StoreDriver driver;

  private final Map<Long, ByteBuffer> windows = new TreeMap<>();
  private final List<Integer> forcedTo = new ArrayList<>();

  @BeforeEach
  void open() {
    StoreOptions small = StoreDriver.smallFiles(directory);
    StoreOptions options =
        new StoreOptions(
            directory,
            32 << 20,
            WINDOW,
            small.preparation(),
            false,
            500,
            small.retentionMs(),
            100,
            0,
            2,
            small.queueFileUnits(),
            64 << 20,
            small.index(),
            small.delayLevels());
    driver = new StoreDriver(MessageStore.open(options, Clock.SYSTEM, withSeparateWindows()));
  }

  @AfterEach
  void close() {
    driver.store().close();
  }

  private StoreFiles withSeparateWindows() {
    DiskFiles disk = new DiskFiles();
    InvocationHandler handler =
        (proxy, method, arguments) ->
            method.getName().equals("map") && arguments[0].toString().contains("commitlog")
                ? memory((long) arguments[1], (int) arguments[2])
                : method.invoke(disk, arguments);
    return (StoreFiles)
        Proxy.newProxyInstance(
            StoreFiles.class.getClassLoader(), new Class<?>[] {StoreFiles.class}, handler);
  }

  private FileMapping memory(long start, int length) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length);
    for (int i = 0; i < length; i++) {
      bytes.put(i, UNTOUCHED);
    }
    assertThat(windows.put(start, bytes)).as("a second mapping of %d", start).isNull();
    return new FileMapping() {
      @Override
      public ByteBuffer buffer() {
        return bytes;
      }

      @Override
      public void force(int from, int count) {
        forcedTo.add(from + count);
      }

      @Override
      public boolean isLoaded(int from, int count) {
        return true;
      }

      @Override
      public void unmap() {
        // the test looks at it later
      }
    };
  }

  @Test
  void shouldTouchWriteReadAndForceEachPageThroughTheWindowItIsIn() {
    CommitLog log = driver.store().commitLog();
    List<StoredRecord> sent = new ArrayList<>();
    while (log.endPosition() < 5 * WINDOW) {
      while (log.missingRoom() > 0) {
        log.prepareNext();
      }
      sent.add(driver.put("borders", 0, "key", "t", new byte[BODY]));
    }
    sent.forEach(record -> assertReadInItsWindow(log, record.physicalOffset(), record.size()));
    long written = log.endPosition();
    long prepared = log.preparedEnd();
    log.flush();

    assertThat(driver.store().queues().find("borders", 0))
        .as("dispatch found each record where it was written")
        .satisfies(queue -> assertThat(queue.maxOffset()).isEqualTo(sent.size()));
    assertThat(forcedTo).hasSizeGreaterThan(5).allMatch(end -> end <= WINDOW);
    assertThat(windows.keySet()).hasSizeGreaterThan(5).allMatch(start -> start % WINDOW == 0);
    windows.forEach(
        (start, bytes) -> {
          for (int page = 0; page < WINDOW && start + page < prepared; page += PAGE) {
            assertThat(isTouched(bytes, page)).as("page %d of window %d", page, start).isTrue();
          }
          if (start + WINDOW < written) {
            int beyond = WINDOW;
            while (beyond < WINDOW + OVERLAP && bytes.get(beyond) != UNTOUCHED) {
              beyond++;
            }
            assertThat(beyond - WINDOW)
                .as("end of the record on the border")
                .isBetween(0, RECORD_LIMIT);
            for (int i = beyond; i < WINDOW + OVERLAP; i++) {
              assertThat(bytes.get(i)).as("byte %d of window %d", i, start).isEqualTo(UNTOUCHED);
            }
          }
        });
  }

  private static void assertReadInItsWindow(CommitLog log, long position, int size) {
    LogSlice slice = Objects.requireNonNull(log.readOn(position));
    try {
      long border = (position / WINDOW + 1) * WINDOW;
      assertThat(position + slice.buffer().limit())
          .as("where a slice ends that begins at %d", position)
          .isLessThanOrEqualTo(Math.max(border, position + size))
          .isGreaterThanOrEqualTo(position + size);
    } finally {
      slice.release();
    }
  }

  /** The upkeep writes its first byte only, and a record's first byte in it may be any. */
  private static boolean isTouched(ByteBuffer bytes, int page) {
    for (int i = page; i < page + PAGE; i++) {
      if (bytes.get(i) != UNTOUCHED) {
        return true;
      }
    }
    return false;
  }
}

package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.file.DiskFiles;
import io.cometmq.store.file.FileMapping;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.WritableFile;
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
 * Which pages of the log are touched and written through a mapping, and through which one. Each
 * window of the log has memory of its own here, so what one of them was used for does not show in
 * its neighbour; in a real one such a page costs a fault for each mapping. What is written with a
 * call is in all of them.
 */
final class LogWindowsTest {
  private static final int WINDOW = 1 << 20;
  private static final int OVERLAP = WINDOW / 16;
  private static final int PAGE = 4096;
  private static final int BODY = 10_000;
  private static final int RECORD_LIMIT = BODY + 500;
  private static final byte UNTOUCHED = 0x5A;
  private static final int SEGMENT = 64 << 20;
  // what one force has to write of a log that grows fast
  private static final int FAST = 16 << 20;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private StoreDriver driver;

  private final Map<Long, ByteBuffer> windows = new TreeMap<>();
  private final List<Integer> forcedTo = new ArrayList<>();
  private final ByteBuffer file = ByteBuffer.allocate(SEGMENT);
  private int fileEnd;
  private int calls;

  @BeforeEach
  void open() {
    StoreOptions small = StoreDriver.smallFiles(directory);
    StoreOptions options =
        new StoreOptions(
            directory,
            SEGMENT,
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
        (proxy, method, arguments) -> {
          if (arguments != null && arguments[0].toString().contains("commitlog")) {
            if (method.getName().equals("map")) {
              return memory((long) arguments[1], (int) arguments[2]);
            }
            if (method.getName().equals("open")) {
              return writable();
            }
          }
          return method.invoke(disk, arguments);
        };
    return (StoreFiles)
        Proxy.newProxyInstance(
            StoreFiles.class.getClassLoader(), new Class<?>[] {StoreFiles.class}, handler);
  }

  private FileMapping memory(long start, int length) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length);
    for (int i = 0; i < length; i++) {
      bytes.put(i, start + i < fileEnd ? file.get((int) start + i) : UNTOUCHED);
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

  private WritableFile writable() {
    return new WritableFile() {
      @Override
      public void write(ByteBuffer source, long position) {
        calls++;
        int length = source.remaining();
        file.put((int) position, source, source.position(), length);
        fileEnd = Math.max(fileEnd, (int) position + length);
        windows.forEach(
            (start, bytes) -> {
              long from = Math.max(start, position);
              long to = Math.min(start + bytes.capacity(), position + length);
              for (long i = from; i < to; i++) {
                bytes.put((int) (i - start), file.get((int) i));
              }
            });
      }

      @Override
      public void close() {
        // the test looks at it later
      }
    };
  }

  private StoredRecord put() {
    CommitLog log = driver.store().commitLog();
    while (log.missingRoom() > 0) {
      log.prepareNext();
    }
    return driver.put("borders", 0, "key", "t", new byte[BODY]);
  }

  @Test
  void shouldWriteALogThatGrowsSlowlyWithCallsAndTouchNothingOfIt() {
    CommitLog log = driver.store().commitLog();
    for (int i = 1; log.endPosition() < 3 * WINDOW; i++) {
      put();
      assertThat(calls).isEqualTo(i);
      if (i % 50 == 0) {
        log.flush();
      }
    }
    int written = (int) log.endPosition();
    assertThat(log.preparedEnd()).isGreaterThan(written + WINDOW);
    assertThat(windows.keySet()).contains(3L * WINDOW);
    windows.forEach(
        (start, bytes) -> {
          for (int i = (int) Math.max(0, written - start); i < bytes.capacity(); i++) {
            assertThat(bytes.get(i)).as("byte %d of window %d", i, start).isEqualTo(UNTOUCHED);
          }
        });
  }

  @Test
  void shouldTouchWriteReadAndForceEachPageOfAFastLogThroughTheWindowItIsIn() {
    CommitLog log = driver.store().commitLog();
    while (log.endPosition() < FAST) {
      put();
    }
    log.flush();
    put();
    int callsWhileSlow = calls;
    long first = (log.preparedEnd() + WINDOW - 1) / WINDOW * WINDOW;
    List<StoredRecord> sent = new ArrayList<>();
    while (log.endPosition() < first + 5 * WINDOW) {
      sent.add(put());
    }
    assertThat(calls).as("calls that wrote").isEqualTo(callsWhileSlow);
    sent.forEach(record -> assertReadInItsWindow(log, record.physicalOffset(), record.size()));
    long written = log.endPosition();
    long prepared = log.preparedEnd();
    log.flush();

    StoredRecord last = sent.get(sent.size() - 1);
    assertThat(driver.store().queues().find("borders", 0))
        .as("dispatch found each record where it was written")
        .satisfies(queue -> assertThat(queue.maxOffset()).isEqualTo(last.queueOffset() + 1));
    assertThat(forcedTo).hasSizeGreaterThan(5).allMatch(end -> end <= WINDOW);
    assertThat(windows.keySet()).hasSizeGreaterThan(5).allMatch(start -> start % WINDOW == 0);
    windows.forEach(
        (start, bytes) -> {
          if (start < first) {
            return;
          }
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

    put();
    log.flush();
    put();
    put();
    assertThat(calls).as("calls once it grows slowly again").isGreaterThan(callsWhileSlow);
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

package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.store.log.LogSlice;
import io.cometmq.testkit.FailingFiles;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpareFilesTest {
  private static final String TOPIC = "spare";
  private static final int BODY_BYTES = 1_000;

  private final FailingFiles disk = new FailingFiles();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private StoreDriver driver;

  private int put;

  @BeforeEach
  void open() {
    StoreOptions small = StoreDriver.smallFiles(directory);
    StoreOptions options =
        new StoreOptions(
            directory,
            small.segmentBytes(),
            small.logWindowBytes(),
            LogPreparation.PAGES,
            false,
            500,
            small.retentionMs(),
            90,
            2L * small.segmentBytes(),
            2,
            small.queueFileUnits(),
            small.mappedBytes(),
            small.index(),
            small.delayLevels());
    driver = new StoreDriver(MessageStore.open(options, Clock.SYSTEM, disk));
    disk.usedPercent(50);
  }

  @AfterEach
  void close() {
    driver.store().close();
  }

  /** Fills some files; record by record of the same size, so that old ones and new ones fit. */
  private void fill(int files) {
    CommitLog log = driver.store().commitLog();
    long until = log.endPosition() + (long) files * driver.store().options().segmentBytes();
    while (log.endPosition() < until) {
      byte[] body = new byte[BODY_BYTES];
      Arrays.fill(body, (byte) put);
      driver.put(TOPIC, 0, String.format("key%06d", put++), "t", body);
    }
    log.flush();
    driver.store().flushDerived();
  }

  private void expire() {
    driver.store().deleteExpired();
  }

  private void prepareAll() {
    while (driver.store().spareFiles().prepare()) {
      assertThat(driver.store().spareFiles().isIdle()).isFalse();
    }
  }

  private List<String> names(String folder) {
    return disk.list(directory.resolve(folder));
  }

  private void expectEverythingSince(long offset) {
    List<byte[]> bodies = driver.read(TOPIC, 0, offset, "*");
    assertThat(bodies).hasSize((int) (put - offset));
    for (int i = 0; i < bodies.size(); i++) {
      assertThat(bodies.get(i)).hasSize(BODY_BYTES).containsOnly((int) (offset + i) & 0xFF);
    }
  }

  private long minOffset() {
    return driver.store().queues().getOrCreate(TOPIC, 0).minOffset();
  }

  @Test
  void shouldUseExpiredFilesAgain() {
    fill(4);
    expire();
    assertThat(names("spare")).hasSize(2);
    prepareAll();
    assertThat(driver.store().spareFiles().readyCount()).isEqualTo(2);
    fill(2);
    assertThat(names("spare")).isEmpty();
    expectEverythingSince(minOffset());
    driver.store().close();
    open();
    expectEverythingSince(minOffset());
  }

  @Test
  void shouldHoldNothingOldBehindTheEnd() throws IOException {
    fill(4);
    expire();
    prepareAll();
    fill(2);
    CommitLog log = driver.store().commitLog();
    List<String> files = names("commitlog");
    Path last = directory.resolve("commitlog").resolve(files.get(files.size() - 1));
    byte[] bytes = Files.readAllBytes(last);
    int end = (int) Math.max(0, log.endPosition() - Long.parseLong(files.get(files.size() - 1)));
    assertThat(Arrays.equals(bytes, end, bytes.length, new byte[bytes.length], end, bytes.length))
        .isTrue();
  }

  @Test
  void shouldWaitForWhoReadsAnExpiredFile() {
    fill(4);
    CommitLog log = driver.store().commitLog();
    LogSlice slice = Objects.requireNonNull(log.read(log.minPosition(), 2_000));
    byte[] before = new byte[2_000];
    slice.buffer().get(0, before);
    expire();
    assertThat(log.minPosition()).isPositive();
    prepareAll();
    assertThat(driver.store().spareFiles().readyCount()).isZero();
    byte[] after = new byte[2_000];
    slice.buffer().get(0, after);
    assertThat(after).isEqualTo(before);
    slice.release();
    prepareAll();
    assertThat(driver.store().spareFiles().readyCount()).isEqualTo(2);
  }

  @Test
  void shouldKeepNoMoreThanAllowed() {
    fill(6);
    expire();
    assertThat(names("spare")).hasSize(2);
    assertThat(driver.store().commitLog().sizeBytes())
        .isLessThanOrEqualTo(driver.store().options().maxLogBytes());
  }

  @Test
  void shouldGiveSparesUpBeforeMessagesWhenTheDiskIsFull() {
    fill(4);
    expire();
    prepareAll();
    long oldest = driver.store().commitLog().minPosition();
    disk.usedPercent(95);
    driver.store().checkHealth();
    assertThat(driver.store().health().isWritable()).isTrue();
    disk.freeOnDelete(50);
    expire();
    assertThat(names("spare")).isEmpty();
    assertThat(driver.store().commitLog().minPosition()).isEqualTo(oldest);
  }

  @Test
  void shouldTakeOverWhatTheLastProcessHasLeft() throws IOException {
    fill(4);
    expire();
    driver.store().close();
    Files.write(directory.resolve("spare/note.txt"), new byte[10]);
    Files.write(directory.resolve("spare/00000000009999999999"), new byte[10]);
    open();
    assertThat(names("spare")).hasSize(2);
    prepareAll();
    fill(2);
    assertThat(names("spare")).isEmpty();
    expectEverythingSince(minOffset());
  }

  @Test
  void shouldGoOnWithNewFilesWhenASpareOneCannotBeWritten() {
    fill(4);
    expire();
    disk.full(true);
    prepareAll();
    disk.full(false);
    assertThat(names("spare")).isEmpty();
    fill(1);
    expectEverythingSince(minOffset());
  }
}

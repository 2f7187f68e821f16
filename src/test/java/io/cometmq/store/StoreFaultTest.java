package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.model.DelayLevels;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.testkit.FailingFiles;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreFaultTest {
  private static final String TOPIC = "faults";

  private final FailingFiles disk = new FailingFiles();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private StoreDriver open() {
    return new StoreDriver(
        MessageStore.open(StoreDriver.smallFiles(directory), Clock.SYSTEM, disk));
  }

  private static AppendStatus append(StoreDriver driver, int bytes) {
    AppendStatus status = driver.append(TOPIC, 0, "k", "t", new byte[bytes]).status;
    driver.store().commitLog().publish();
    driver.dispatch();
    return status;
  }

  /** Appends until the space that was reserved before is used up. */
  private static AppendStatus appendUntilRefused(StoreDriver driver) {
    AppendStatus status = AppendStatus.OK;
    for (int i = 0; i < 200 && status == AppendStatus.OK; i++) {
      status = append(driver, 30_000);
    }
    return status;
  }

  @Test
  void shouldRefuseSendsWhileTheDiskIsFullAndGoOnByItself() {
    StoreDriver driver = open();
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.OK);
    disk.full(true);
    assertThat(appendUntilRefused(driver)).isEqualTo(AppendStatus.DISK_FULL);
    assertThat(driver.store().health().isWritable()).isFalse();
    assertThat(driver.store().health().reason()).contains("No space left");
    int stored = (int) driver.store().queues().getOrCreate(TOPIC, 0).maxOffset();
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(stored);

    driver.store().checkHealth();
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.DISK_FULL);
    disk.full(false);
    driver.store().checkHealth();
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.OK);
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(stored + 1);
    driver.store().close();
  }

  @Test
  void shouldDispatchLaterWhatAFullDiskKeptFromItsQueue() {
    StoreDriver driver = open();
    int inFile = driver.store().options().queueFileUnits();
    for (int i = 0; i < inFile - 1; i++) {
      driver.put(TOPIC, 0, "k", "t", new byte[1]);
    }
    driver.put("other", 0, "k", "t", new byte[1]);
    disk.full(true);
    // the last one of the file, which is seen although its batch ends with one that is not
    driver.append(TOPIC, 0, "k", "t", new byte[1]);
    driver.append("other", 0, "k", "t", new byte[1]);
    driver.append(TOPIC, 0, "k", "t", new byte[1]);
    driver.store().commitLog().publish();

    // there is room in the log, and none for the queue's next file
    assertThatThrownBy(driver::dispatch)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("No space left");
    assertThat(driver.read("other", 0, 0, "*")).hasSize(2);
    assertThat(driver.store().dispatch(64, DispatchListener.NONE)).isEqualTo(-1);
    assertThat(driver.store().health().reason()).contains("No space left");
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(inFile);

    disk.full(false);
    assertThat(driver.store().dispatch(64, DispatchListener.NONE)).isEqualTo(1);
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(inFile + 1);
    driver.store().close();
  }

  @Test
  void shouldIndexLaterWhatAFullDiskKeptFromTheIndex() {
    StoreDriver driver = open();
    int inFile = driver.store().options().index().entries() - 1;
    driver.put(TOPIC, 0, "first", "t", new byte[1]);
    for (int i = 0; i < inFile - 2; i++) {
      driver.append("other", 0, "k" + i, "t", new byte[1]);
    }
    driver.store().commitLog().publish();
    driver.dispatch();
    disk.full(true);
    for (int i = 0; i < 3; i++) {
      driver.append(TOPIC, 0, "last" + i, "t", new byte[1]);
    }
    driver.store().commitLog().publish();

    assertThatThrownBy(driver::dispatch)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("No space left");
    assertThat(found(driver, "last0")).isEqualTo(1);
    assertThat(found(driver, "last1")).isZero();

    disk.full(false);
    assertThat(driver.store().dispatch(64, DispatchListener.NONE)).isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      assertThat(found(driver, "last" + i)).isEqualTo(1);
    }
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(4);
    driver.store().close();
  }

  private static int found(StoreDriver driver, String key) {
    return driver.store().index().find(TOPIC, key, 10, 0, Long.MAX_VALUE).size();
  }

  @Test
  void shouldRefuseSendsWhileForcingFailsAndForceAllOfItLater() {
    StoreDriver driver = open();
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.OK);
    long before = driver.store().commitLog().flushedPosition();
    disk.broken(true);
    assertThatThrownBy(() -> driver.store().commitLog().flush())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Input/output error");
    assertThat(driver.store().commitLog().flushedPosition()).isEqualTo(before);
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.IO_ERROR);
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(1);

    disk.broken(false);
    assertThat(driver.store().commitLog().flush())
        .isEqualTo(driver.store().commitLog().endPosition());
    driver.store().checkHealth();
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.OK);
    driver.store().close();
  }

  @Test
  void shouldKeepABatchThatCouldNotBeWrittenForTheNextTry() {
    StoreDriver driver =
        new StoreDriver(
            MessageStore.open(
                StoreDriver.smallFiles(directory, LogPreparation.FORCED), Clock.SYSTEM, disk));
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.OK);
    long end = driver.store().commitLog().endPosition();
    driver.append(TOPIC, 0, "k", "t", new byte[100]);
    disk.broken(true);
    assertThatThrownBy(() -> driver.store().commitLog().publish())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Input/output error");
    assertThat(driver.store().commitLog().endPosition()).isEqualTo(end);
    assertThat(driver.append(TOPIC, 0, "k", "t", new byte[1]).status)
        .isEqualTo(AppendStatus.IO_ERROR);
    assertThat(driver.dispatch()).isZero();

    disk.broken(false);
    driver.store().checkHealth();
    assertThat(append(driver, 100)).isEqualTo(AppendStatus.OK);
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(3);
    driver.store().close();
  }

  @Test
  void shouldWriteRequestsOfAnySizeToALogThatIsForced() {
    StoreOptions small = StoreDriver.smallFiles(directory, LogPreparation.FORCED);
    StoreOptions large =
        new StoreOptions(
            directory,
            16 << 20,
            64 << 10,
            LogPreparation.FORCED,
            true,
            500,
            3_600_000,
            100,
            0,
            2,
            1_024,
            1 << 20,
            small.index(),
            DelayLevels.STANDARD);
    StoreDriver driver = new StoreDriver(MessageStore.open(large, Clock.SYSTEM, disk));
    List<byte[]> bodies = new ArrayList<>();
    for (int kib : new int[] {1, 1_500, 1, 3_000, 1_500, 900, 6_000, 1, 4_000, 1}) {
      byte[] body = new byte[kib << 10];
      Arrays.fill(body, (byte) kib);
      bodies.add(body);
      driver.append(TOPIC, 0, "k", "t", body);
    }
    driver.store().commitLog().publish();
    driver.dispatch();
    assertThat(driver.store().commitLog().endPosition()).isGreaterThan(16 << 20);
    for (int i = 0; i < bodies.size(); i++) {
      assertThat(driver.read(TOPIC, 0, i, "*").get(0)).isEqualTo(bodies.get(i));
    }
    driver.store().close();
  }

  @Test
  void shouldDeleteTheOldestFilesBeforeTheDiskIsFull() {
    StoreDriver driver = open();
    for (int i = 0; i < 60; i++) {
      append(driver, 20_000);
    }
    driver.store().commitLog().flush();
    long oldest = driver.store().commitLog().minPosition();
    StoreOptions options = driver.store().options();
    assertThat(options.diskLimitPercent()).isEqualTo(100);
    driver.store().deleteExpired();
    assertThat(driver.store().commitLog().minPosition()).isEqualTo(oldest);
    driver.store().close();

    StoreOptions limited =
        new StoreOptions(
            options.path(),
            options.segmentBytes(),
            options.logWindowBytes(),
            LogPreparation.PAGES,
            false,
            500,
            options.retentionMs(),
            90,
            0,
            2,
            options.queueFileUnits(),
            options.mappedBytes(),
            options.index(),
            DelayLevels.STANDARD);
    StoreDriver again = new StoreDriver(MessageStore.open(limited, Clock.SYSTEM, disk));
    disk.usedPercent(95);
    again.store().deleteExpired();
    assertThat(again.store().commitLog().minPosition()).isGreaterThan(oldest);
    for (int i = 0; i < 10; i++) {
      again.store().deleteExpired();
    }
    again.store().checkHealth();
    assertThat(append(again, 100)).isEqualTo(AppendStatus.DISK_FULL);
    assertThat(again.store().health().reason()).contains("store.disk-limit");
    disk.usedPercent(50);
    again.store().checkHealth();
    assertThat(append(again, 100)).isEqualTo(AppendStatus.OK);
    again.store().close();
  }

  @Test
  void shouldRefuseALogWithAFileMissingInTheMiddle() {
    StoreDriver driver = open();
    for (int i = 0; i < 40; i++) {
      append(driver, 20_000);
    }
    driver.store().close();
    disk.delete(directory.resolve("commitlog/00000000000000262144"));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("00000000000000262144 is missing");
  }

  @Test
  void shouldEndTheLogBeforeADamagedRecord() throws IOException {
    StoreDriver driver = open();
    append(driver, 1_000);
    AppendRequest last = driver.append(TOPIC, 0, "k", "t", new byte[1_000]);
    driver.store().commitLog().publish();
    driver.dispatch();
    driver.store().close();
    Path log = directory.resolve("commitlog/00000000000000000000");
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(last.physicalOffset + 500);
      file.write(1);
    }
    StoreDriver again = open();
    assertThat(again.store().commitLog().endPosition()).isEqualTo(last.physicalOffset);
    assertThat(again.read(TOPIC, 0, 0, "*")).hasSize(1);
    assertThat(append(again, 10)).isEqualTo(AppendStatus.OK);
    assertThat(again.read(TOPIC, 0, 0, "*")).hasSize(2);
    again.store().close();
  }
}

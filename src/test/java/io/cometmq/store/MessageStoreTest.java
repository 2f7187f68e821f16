package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.model.DelayLevels;
import io.cometmq.store.file.DiskFiles;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.testkit.StoredRecord;
import io.cometmq.util.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MessageStoreTest {
  private static final String TOPIC = "orders";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private StoreDriver open() {
    return new StoreDriver(MessageStore.open(StoreDriver.smallFiles(directory), Clock.SYSTEM));
  }

  /** The files as a killed process leaves them. */
  private StoreDriver openCopy(StoreDriver running, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(directory.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    assertThat(running.store().health().isWritable()).isTrue();
    return new StoreDriver(MessageStore.open(StoreDriver.smallFiles(to), Clock.SYSTEM));
  }

  private static byte[] body(int number) {
    return ("body " + number).repeat(1 + number % 7).getBytes(StandardCharsets.UTF_8);
  }

  private static void fill(StoreDriver driver, int from, int to) {
    for (int i = from; i < to; i++) {
      driver.put(TOPIC, i % 3, "key" + i, i % 2 == 0 ? "even" : "odd", body(i));
    }
  }

  private static void expect(StoreDriver driver, int count) {
    for (int queue = 0; queue < 3; queue++) {
      List<byte[]> bodies = driver.read(TOPIC, queue, 0, "*");
      List<byte[]> expected = new ArrayList<>();
      for (int i = queue; i < count; i += 3) {
        expected.add(body(i));
      }
      assertThat(bodies).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(bodies.get(i)).isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void shouldGiveBackWhatWasStored() {
    StoreDriver driver = open();
    fill(driver, 0, 10);
    expect(driver, 10);
    assertThat(driver.read(TOPIC, 0, 0, "odd")).hasSize(2);
    assertThat(driver.read(TOPIC, 0, 0, "odd || even")).hasSize(4);
    driver.store().close();
  }

  @Test
  void shouldGoOnAfterACleanStop() {
    StoreDriver driver = open();
    fill(driver, 0, 5_000);
    driver.store().close();
    StoreDriver again = open();
    assertThat(again.store().recovery().clean()).isTrue();
    assertThat(again.store().recovery().dispatched()).isLessThanOrEqualTo(1);
    expect(again, 5_000);
    fill(again, 5_000, 5_100);
    expect(again, 5_100);
    again.store().close();
  }

  @Test
  void shouldLoseNothingInAKill(@TempDir Path copy) throws IOException {
    StoreDriver driver = open();
    fill(driver, 0, 3_000);
    driver.store().flushDerived();
    fill(driver, 3_000, 4_000);
    StoreDriver again = openCopy(driver, copy);
    assertThat(again.store().recovery().stopped()).isEqualTo(StopKind.KILL);
    expect(again, 4_000);
    fill(again, 4_000, 4_100);
    expect(again, 4_100);
    again.store().close();
    driver.store().close();
  }

  @Test
  void shouldDispatchAgainWhatWasOnlyInTheLog(@TempDir Path copy) throws IOException {
    StoreDriver driver = open();
    fill(driver, 0, 100);
    for (int i = 100; i < 200; i++) {
      driver.append(TOPIC, i % 3, "key" + i, "late", body(i));
    }
    driver.store().commitLog().publish();
    StoreDriver again = openCopy(driver, copy);
    expect(again, 200);
    again.store().close();
    driver.store().close();
  }

  @Test
  void shouldBuildQueuesAndIndexAnewWhenTheyAreMissing() {
    StoreDriver driver = open();
    fill(driver, 0, 2_000);
    driver.store().close();
    DiskFiles disk = new DiskFiles();
    disk.delete(directory.resolve("consumequeue"));
    disk.delete(directory.resolve("index"));
    StoreDriver again = open();
    assertThat(again.store().recovery().dispatched()).isEqualTo(2_000);
    expect(again, 2_000);
    assertThat(again.store().index().find(TOPIC, "key1999", 10, 0, Long.MAX_VALUE)).isNotEmpty();
    again.store().close();
  }

  @Test
  void shouldFindMessagesByKey() {
    StoreDriver driver = open();
    List<StoredRecord> records = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      records.add(driver.put(TOPIC, 0, "key" + i, "t", body(i)));
    }
    for (int i = 0; i < records.size(); i += 97) {
      assertThat(driver.store().index().find(TOPIC, "key" + i, 10, 0, Long.MAX_VALUE))
          .contains(records.get(i).physicalOffset());
    }
    assertThat(driver.store().index().find("other", "key1", 10, 0, Long.MAX_VALUE)).isEmpty();
    driver.store().close();
  }

  @Test
  void shouldKeepBatchesTogetherAndNumberTheirRecords() {
    StoreDriver driver = open();
    List<String> keys = List.of("a", "b", "c");
    AppendRequest batch = driver.append(TOPIC, 1, keys, "t", List.of(body(1), body(2), body(3)));
    AppendRequest next = driver.append(TOPIC, 1, "d", "t", body(4));
    driver.store().commitLog().publish();
    driver.dispatch();
    assertThat(batch.queueOffset).isZero();
    assertThat(next.queueOffset).isEqualTo(3);
    assertThat(driver.read(TOPIC, 1, 0, "*")).hasSize(4);
    driver.store().close();
  }

  @Test
  void shouldStoreEmptyBodiesAndIpv6Hosts() {
    StoreDriver driver = open();
    driver.useIpv6();
    driver.put(TOPIC, 0, "k", "t", new byte[0]);
    driver.store().close();
    StoreDriver again = open();
    assertThat(again.read(TOPIC, 0, 0, "*")).hasSize(1);
    assertThat(again.read(TOPIC, 0, 0, "*").get(0)).isEmpty();
    again.store().close();
  }

  @Test
  void shouldRefuseWhatFitsNoFile() {
    StoreDriver driver = open();
    AppendRequest request = driver.append(TOPIC, 0, "k", "t", new byte[256 << 10]);
    assertThat(request.status).isEqualTo(AppendStatus.MESSAGE_TOO_LARGE);
    driver.put(TOPIC, 0, "k", "t", new byte[200 << 10]);
    driver.put(TOPIC, 0, "k", "t", new byte[200 << 10]);
    assertThat(driver.read(TOPIC, 0, 0, "*")).hasSize(2);
    assertThat(driver.store().commitLog().endPosition()).isGreaterThan(256 << 10);
    driver.store().close();
    StoreDriver again = open();
    assertThat(again.read(TOPIC, 0, 0, "*")).hasSize(2);
    again.store().close();
  }

  @Test
  void shouldKeepASecondProcessOut() {
    StoreDriver driver = open();
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("in use")
        .hasMessageContaining("store.path");
    driver.store().close();
  }

  @Test
  void shouldRefuseFilesOfAnotherSize() {
    open().store().close();
    StoreDriver driver = open();
    driver.put(TOPIC, 0, "k", "t", body(1));
    driver.store().close();
    StoreOptions small = StoreDriver.smallFiles(directory);
    StoreOptions other =
        new StoreOptions(
            small.path(),
            512 << 10,
            small.logWindowBytes(),
            LogPreparation.PAGES,
            false,
            500,
            1,
            100,
            0,
            2,
            small.queueFileUnits(),
            small.mappedBytes(),
            small.index(),
            DelayLevels.STANDARD);
    assertThatThrownBy(() -> MessageStore.open(other, Clock.SYSTEM))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("store.segment-size");
  }

  @Test
  void shouldDeleteOldFilesAndWhatPointsToThem() {
    StoreDriver driver = open();
    fill(driver, 0, 8_000);
    driver.store().commitLog().flush();
    CommitLog log = driver.store().commitLog();
    int deleted = log.deleteExpired(Long.MAX_VALUE, 0, log.endPosition(), false);
    assertThat(deleted).isPositive();
    driver.store().queues().dropBefore(log.minPosition());
    driver.store().index().dropBefore(log.minPosition());
    ConsumeQueue queue = driver.store().queues().getOrCreate(TOPIC, 0);
    long min = queue.minOffset();
    assertThat(min).isPositive();
    assertThat(driver.read(TOPIC, 0, min, "*")).hasSize((int) (queue.maxOffset() - min));
    driver.store().close();
    StoreDriver again = open();
    ConsumeQueue reopened = again.store().queues().getOrCreate(TOPIC, 0);
    assertThat(reopened.minOffset()).isEqualTo(min);
    assertThat(reopened.maxOffset()).isEqualTo(queue.maxOffset());
    again.store().close();
  }

  @Test
  void shouldOpenManyQueuesWithoutMappingThem() {
    StoreDriver driver = open();
    for (int topic = 0; topic < 200; topic++) {
      for (int queue = 0; queue < 8; queue++) {
        driver.put("topic-" + topic, queue, "k", "t", body(queue));
      }
    }
    assertThat(driver.store().mappedBytes()).isLessThanOrEqualTo(2 << 20);
    driver.store().close();
    StoreDriver again = open();
    assertThat(again.store().queues().size()).isEqualTo(1_600);
    assertThat(again.store().mappedBytes()).isLessThanOrEqualTo(2 << 20);
    assertThat(again.read("topic-199", 7, 0, "*")).hasSize(1);
    again.store().close();
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.DelayLevels;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerStore;
import io.cometmq.store.MessageStore;
import io.cometmq.store.StoreOptions;
import io.cometmq.store.index.IndexLayout;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.testkit.PeerLoader;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.testkit.ToolRun;
import io.cometmq.util.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that RocketMQ's own store has written open here, and files written here open there. */
final class GoldenStoreIT {
  private static final int SEGMENT = 1 << 20;
  private static final int MESSAGES = 4_000;
  private static final int QUEUES = 3;
  private static final String TOPIC = "golden";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private StoreOptions options() {
    return new StoreOptions(
        directory,
        SEGMENT,
        16 << 20,
        LogPreparation.PAGES,
        false,
        500,
        1_000_000_000L,
        100,
        0,
        2,
        300_000,
        64 << 20,
        IndexLayout.STANDARD,
        DelayLevels.STANDARD);
  }

  private static byte[] body(int number) {
    return ("golden message " + number + " ")
        .repeat(1 + number % 40)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static List<PeerMessage> messages() {
    List<PeerMessage> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      messages.add(
          new PeerMessage(
              TOPIC,
              i % 2 == 0 ? "even" : "odd",
              "key-" + i,
              body(i),
              Map.of(),
              i % QUEUES,
              -1,
              "",
              "",
              0,
              ""));
    }
    return messages;
  }

  @Test
  void shouldOpenWhatRocketMqHasWritten() {
    PeerLoader.store().write(directory, SEGMENT, messages());
    MessageStore store = MessageStore.open(options(), Clock.SYSTEM);
    StoreDriver driver = new StoreDriver(store);
    expectAll(driver);
    assertThat(driver.read(TOPIC, 0, 0, "odd")).hasSize((MESSAGES / QUEUES + 1) / 2);
    assertThat(store.index().find(TOPIC, "key-1234", 8, 0, Long.MAX_VALUE)).isNotEmpty();
    driver.put(TOPIC, 0, "key-new", "even", body(1));
    assertThat(store.queues().getOrCreate(TOPIC, 0).maxOffset()).isEqualTo(MESSAGES / QUEUES + 2);
    store.close();
  }

  @Test
  void shouldFindNothingWrongWithWhatRocketMqHasWritten() throws Exception {
    PeerLoader.store().write(directory, SEGMENT, messages());
    ToolRun verify = ToolRun.of("store", "verify", directory.toString());
    assertThat(verify.exitCode()).as(verify.said()).isZero();
    assertThat(verify.said())
        .contains(MESSAGES + " records")
        .contains(QUEUES + " of 1 topics, " + MESSAGES + " units")
        .contains(MESSAGES + " keys")
        .contains("result    sound");
  }

  @Test
  void shouldShowWhatRocketMqHasWrittenAndLeaveItAsItIs() throws Exception {
    PeerLoader.store().write(directory, SEGMENT, messages());
    Map<Path, String> before = files();
    ToolRun dump = ToolRun.of("store", "dump", directory.toString(), "--key", "key-1234", "--body");
    assertThat(dump.exitCode()).as(dump.said()).isZero();
    assertThat(dump.said()).contains(TOPIC, "key-1234");
    ToolRun.of("store", "verify", directory.toString());
    assertThat(files()).isEqualTo(before);
  }

  /** Each file's size and time. */
  private Map<Path, String> files() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.toList()) {
        files.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  @Test
  void shouldWriteWhatRocketMqCanOpen() {
    MessageStore store = MessageStore.open(options(), Clock.SYSTEM);
    StoreDriver driver = new StoreDriver(store);
    for (PeerMessage message : messages()) {
      driver.put(
          TOPIC,
          message.queueId(),
          Objects.requireNonNull(message.keys()),
          Objects.requireNonNull(message.tags()),
          message.body());
    }
    store.close();
    for (int queue = 0; queue < QUEUES; queue++) {
      List<PeerMessage> read = PeerLoader.store().read(directory, SEGMENT, TOPIC, queue);
      assertThat(read).hasSize((MESSAGES - queue + QUEUES - 1) / QUEUES);
      for (int i = 0; i < read.size(); i++) {
        assertThat(read.get(i).body()).isEqualTo(body(i * QUEUES + queue));
        assertThat(read.get(i).queueOffset()).isEqualTo(i);
      }
    }
    List<PeerMessage> found = PeerLoader.store().findByKey(directory, SEGMENT, TOPIC, "key-1234");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).body()).isEqualTo(body(1234));
  }

  @Test
  void shouldLeaveNothingOldForRocketMqToFindAfterAKill(@TempDir Path copy) throws IOException {
    StoreOptions small = options();
    MessageStore store =
        MessageStore.open(
            new StoreOptions(
                directory,
                SEGMENT,
                16 << 20,
                LogPreparation.PAGES,
                false,
                500,
                small.retentionMs(),
                100,
                2 * SEGMENT,
                2,
                300_000,
                64 << 20,
                IndexLayout.STANDARD,
                DelayLevels.STANDARD),
            Clock.SYSTEM);
    StoreDriver driver = new StoreDriver(store);
    int sent = 0;
    while (store.commitLog().minPosition() < 4 * SEGMENT) {
      for (int i = 0; i < 200; i++) {
        // all of one size: behind the last one an old record would fit exactly
        driver.put(TOPIC, 0, String.format("key%06d", sent), "even", body(sent++ % 10 * 40));
      }
      store.commitLog().flush();
      store.flushDerived();
      store.deleteExpired();
      while (store.spareFiles().prepare()) {
        assertThat(store.spareFiles().isIdle()).isFalse();
      }
    }
    long first = store.queues().getOrCreate(TOPIC, 0).minOffset();
    copyWithoutIndex(directory, copy);
    List<PeerMessage> read = PeerLoader.store().read(copy, SEGMENT, TOPIC, 0);
    assertThat(read).hasSize((int) (sent - first));
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).keys()).isEqualTo(String.format("key%06d", first + i));
    }
    store.close();
  }

  /** The index is large, and RocketMQ makes it anew. */
  private static void copyWithoutIndex(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(path -> !path.startsWith(from.resolve("index"))).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void shouldPassAStoreToAndFro() {
    PeerStore official = PeerLoader.store();
    official.write(directory, SEGMENT, messages().subList(0, 1_000));
    MessageStore store = MessageStore.open(options(), Clock.SYSTEM);
    StoreDriver driver = new StoreDriver(store);
    for (PeerMessage message : messages().subList(1_000, 2_500)) {
      driver.put(
          TOPIC,
          message.queueId(),
          Objects.requireNonNull(message.keys()),
          Objects.requireNonNull(message.tags()),
          message.body());
    }
    store.close();
    official.write(directory, SEGMENT, messages().subList(2_500, MESSAGES));
    MessageStore again = MessageStore.open(options(), Clock.SYSTEM);
    expectAll(new StoreDriver(again));
    again.close();
  }

  private static void expectAll(StoreDriver driver) {
    for (int queue = 0; queue < QUEUES; queue++) {
      List<byte[]> bodies = driver.read(TOPIC, queue, 0, "*");
      assertThat(bodies).hasSize((MESSAGES - queue + QUEUES - 1) / QUEUES);
      for (int i = 0; i < bodies.size(); i++) {
        assertThat(bodies.get(i)).isEqualTo(body(i * QUEUES + queue));
      }
    }
  }
}

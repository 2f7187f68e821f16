package io.cometmq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.DelayLevels;
import io.cometmq.store.MessageStore;
import io.cometmq.store.StoreOptions;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.file.FileNames;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.index.IndexLayout;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.testkit.ManualClock;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.testkit.StoreModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random work on a store and a model of it. All that is random comes from one source. */
final class StoreWork {
  private static final List<LogPreparation> PREPARATIONS = List.of(LogPreparation.values());

  private static final int MOST_SEGMENT = 128 << 10;
  private static final List<String> TOPICS = List.of("orders", "bills", "stock");
  private static final int QUEUES = 3;
  private static final long RETENTION_MS = 5_000;

  private final Random random;
  private final ManualClock clock = new ManualClock(1_700_000_000_000L);
  private final int segment;
  private final StoreModel model;
  private final List<String> trace = new ArrayList<>();
  private final int queueFileUnits;
  private final LogPreparation preparation;
  private final long maxLogBytes;
  private final int slots;
  private final int spareFiles;
  private final boolean fast;

  @SuppressWarnings("NullAway.Init")
  private StoreDriver driver;

  @SuppressWarnings("NullAway.Init")
  private StoreFiles files;

  private int reused;
  private int lastKey;
  private long published;
  private long flushed;

  StoreWork(Random random) {
    this.random = random;
    this.segment = random.nextBoolean() ? MOST_SEGMENT : MOST_SEGMENT / 2;
    this.model = new StoreModel(segment);
    this.queueFileUnits = random.nextBoolean() ? 50 : 1_024;
    this.preparation = PREPARATIONS.get(random.nextInt(PREPARATIONS.size()));
    this.maxLogBytes = random.nextInt(3) == 0 ? 0 : segment;
    this.spareFiles = random.nextInt(4);
    this.fast = random.nextInt(3) == 0;
    // many are more than a window has that is forced with the entries
    this.slots = random.nextInt(8) > 0 ? 16 : 300_000;
  }

  /** What was done, one line for each step. */
  List<String> trace() {
    return trace;
  }

  void note(String line) {
    trace.add(line);
  }

  private StoreOptions options(Path path) {
    return new StoreOptions(
        path,
        segment,
        64 << 10,
        preparation,
        false,
        500,
        RETENTION_MS,
        100,
        maxLogBytes,
        spareFiles,
        queueFileUnits,
        300 << 10,
        new IndexLayout(slots, 100),
        DelayLevels.STANDARD);
  }

  /**
   * Opens the store and compares it with the model.
   *
   * @param powerLoss whether only what was flushed must be there, not all that was published
   */
  void open(Path path, StoreFiles files, boolean powerLoss) {
    this.files = files;
    MessageStore store = MessageStore.open(options(path), clock, files);
    driver = new StoreDriver(store);
    long end = store.commitLog().endPosition();
    note(store.recovery().line());
    assertThat(end).as("end after open").isGreaterThanOrEqualTo(powerLoss ? flushed : published);
    model.cutTo(end);
    published = end;
    flushed = store.commitLog().flushedPosition();
    for (String topic : model.removedTopics()) {
      if (!store.queues().queues(topic).isEmpty()) {
        remove(topic);
      }
    }
    verify();
  }

  private void verify() {
    MessageStore store = driver.store();
    model.verify(store);
    long end = store.commitLog().endPosition();
    assertThat(isAllZero(restOfLog(end)))
        .as("nothing stands after the log's end at %s; RocketMQ would believe it", end)
        .isTrue();
  }

  private static boolean isAllZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }

  /** What the files of the log hold from a position on. */
  private byte[] restOfLog(long position) {
    Path directory = driver.store().options().path().resolve("commitlog");
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    for (String name : files.list(directory)) {
      long from = Math.max(0, position - FileNames.position(name));
      if (from < segment) {
        ByteBuffer bytes = ByteBuffer.allocate((int) (segment - from));
        files.read(directory.resolve(name), from, bytes);
        rest.writeBytes(bytes.array());
      }
    }
    return rest.toByteArray();
  }

  /** How often an expired file became a file of the log again. */
  int reused() {
    return reused;
  }

  /** One random step. */
  void step() {
    int die = random.nextInt(100);
    int ready = driver.store().spareFiles().readyCount();
    if (die < 50) {
      append(1);
    } else if (die < 62) {
      append(2 + random.nextInt(6));
    } else if (die < 72) {
      note("publish");
      driver.store().commitLog().publish();
    } else if (die < 80) {
      note("dispatch");
      long end = driver.store().commitLog().endPosition();
      driver.store().dispatcher().dispatch(end, 1 + random.nextInt(30), DispatchListener.NONE);
    } else if (die < 86) {
      flush();
    } else if (die < 88) {
      note("flush derived");
      driver.store().flushDerived();
    } else if (die < 90) {
      note("prepare spare");
      driver.store().spareFiles().prepare();
    } else {
      rareStep(die);
    }
    reused += Math.max(0, ready - driver.store().spareFiles().readyCount());
    published = Math.max(published, driver.store().commitLog().endPosition());
    flushed = Math.max(flushed, driver.store().commitLog().flushedPosition());
    clock.advance(random.nextInt(60));
  }

  /** A log that grows fast has much to force, and is written through its map then. */
  private void flush() {
    if (!fast || published - flushed >= segment) {
      note("flush");
      driver.store().commitLog().flush();
    }
  }

  private void rareStep(int die) {
    MessageStore store = driver.store();
    if (die < 93) {
      note("prepare");
      store.commitLog().prepareNext();
    } else if (die < 96) {
      expire(store);
    } else if (die < 97) {
      String topic = TOPICS.get(random.nextInt(TOPICS.size()));
      note("remove " + topic);
      catchUp();
      model.removed(topic);
      remove(topic);
    } else {
      note("verify");
      catchUp();
      verify();
    }
  }

  private void expire(MessageStore store) {
    note("expire");
    if (random.nextBoolean()) {
      // nothing goes that the checkpoint does not cover
      catchUp();
      store.commitLog().flush();
      store.flushDerived();
    }
    store.deleteExpired();
    for (int i = random.nextInt(10); i > 0; i--) {
      store.spareFiles().prepare();
    }
  }

  /** What recovery dispatches again may make old queues again, so there must be nothing left. */
  private void remove(String topic) {
    driver.store().commitLog().flush();
    driver.store().queues().remove(topic);
    driver.store().queues().deleteFiles(topic);
    driver.store().flushDerived();
  }

  /** Everything is published and dispatched. */
  void catchUp() {
    driver.store().commitLog().publish();
    driver.dispatch();
  }

  void close() {
    note("close");
    driver.store().close();
  }

  private void append(int count) {
    String topic = TOPICS.get(random.nextInt(TOPICS.size()));
    int queueId = random.nextInt(QUEUES);
    List<String> keys = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add("key" + lastKey++);
      bodies.add(body(count));
    }
    AppendRequest request = driver.append(topic, queueId, keys, "tag" + random.nextInt(3), bodies);
    assertThat(request.status).as("append to " + topic).isEqualTo(AppendStatus.OK);
    note("append " + topic + "/" + queueId + " " + count + " at " + request.physicalOffset);
    model.appended(request, topic, queueId, keys);
  }

  /** One of so many for one file. */
  private byte[] body(int count) {
    int die = random.nextInt(100);
    int usual = fast ? 18_000 : 400;
    int most = die < 5 ? 1 : die < 80 ? usual : die < 97 ? 6_000 : 18_000;
    byte[] body = new byte[random.nextInt(Math.min(most, segment / (count + 1)))];
    random.nextBytes(body);
    return body;
  }
}

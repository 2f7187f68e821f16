package io.cometmq.simulation;

import io.cometmq.record.RecordView;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.testkit.SimulatedFiles;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.testkit.StoredRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run: works on a store, stops the machine or kills the process at a random moment, opens the
 * store again, checks what must hold, and goes on, a few times. Everything follows from the seed.
 */
final class CrashRun {
  private static final Path ROOT = Path.of("/store");
  private static final List<String> TOPICS = List.of("orders", "payments", "mails");
  private static final int ROUNDS = 4;
  private static final int QUEUES = 3;

  private final Random random;
  private final List<String> trace = new ArrayList<>();
  private final SortedMap<Long, StoredRecord> log = new TreeMap<>();
  private final long[] now = {1_000_000};
  private SimulatedFiles disk = new SimulatedFiles("boot-0");
  private long published;
  private long flushed;
  private int keys;

  CrashRun(long seed) {
    random = new Random(seed);
  }

  /** What happened, to compare two runs of one seed. */
  List<String> trace() {
    return trace;
  }

  void run() {
    for (int round = 0; round < ROUNDS; round++) {
      boolean killed = round(round);
      boolean power = !killed || random.nextBoolean();
      trace.addAll(disk.trace());
      disk = power ? disk.afterPowerLoss(random, "boot-" + (round + 1)) : disk.afterKill();
      check(power);
    }
  }

  private MessageStore open() {
    return MessageStore.open(StoreDriver.smallFiles(ROOT), () -> now[0], disk);
  }

  /** Works until the machine stops; false when it stopped within a call. */
  private boolean round(int round) {
    disk.stopAfter(random.nextInt(400));
    trace.add("round " + round);
    try {
      StoreDriver driver = new StoreDriver(open());
      int steps = random.nextInt(300);
      for (int i = 0; i < steps; i++) {
        step(driver);
      }
      return true;
    } catch (SimulatedFiles.Stopped e) {
      trace.add("stopped within a call");
      return false;
    }
  }

  private void step(StoreDriver driver) {
    now[0] += random.nextInt(50);
    int choice = random.nextInt(100);
    if (choice < 70) {
      append(driver, 1 + random.nextInt(random.nextInt(8) == 0 ? 60_000 : 2_000));
    } else if (choice < 80) {
      driver.dispatch();
    } else if (choice < 88) {
      driver.store().commitLog().flush();
      flushed = published;
    } else if (choice < 95) {
      driver.store().flushDerived();
    } else if (choice < 98) {
      driver.store().commitLog().prepareNext();
    } else {
      delete(driver);
    }
  }

  private void append(StoreDriver driver, int size) {
    String topic = TOPICS.get(random.nextInt(TOPICS.size()));
    int queueId = random.nextInt(QUEUES);
    byte[] body = new byte[size];
    random.nextBytes(body);
    String key = "key-" + keys++;
    AppendRequest request = driver.append(topic, queueId, key, "tag", body);
    if (request.status != AppendStatus.OK) {
      throw new AssertionError("an append ended with " + request.status);
    }
    StoredRecord record = StoreDriver.stored(request, topic, queueId, key, body);
    log.put(record.physicalOffset(), record);
    driver.store().commitLog().publish();
    published = record.end();
  }

  private void delete(StoreDriver driver) {
    CommitLog commitLog = driver.store().commitLog();
    commitLog.deleteExpired(now[0] - 2_000, 0, driver.store().dispatcher().dispatchedPosition());
    driver.store().queues().dropBefore(commitLog.minPosition());
    driver.store().index().dropBefore(commitLog.minPosition());
  }

  /** Opens what is left and holds it against what was written. */
  private void check(boolean power) {
    StoreDriver driver = new StoreDriver(open());
    CommitLog commitLog = driver.store().commitLog();
    long end = commitLog.endPosition();
    trace.add("recovered " + commitLog.minPosition() + ".." + end);
    long mustReach = power ? flushed : published;
    if (end < mustReach) {
      throw new AssertionError("the log ends at " + end + " and must reach " + mustReach);
    }
    // what was cut off never happened
    log.tailMap(end).clear();
    checkLog(driver);
    checkQueues(driver);
    checkIndex(driver);
    published = end;
    flushed = end;
    if (random.nextBoolean()) {
      driver.store().close();
    }
    trace.addAll(disk.trace());
  }

  private void checkLog(StoreDriver driver) {
    long min = driver.store().commitLog().minPosition();
    for (StoredRecord record : log.tailMap(min).values()) {
      byte[] stored = driver.record(record.physicalOffset());
      if (stored == null) {
        throw new AssertionError("no record at " + record.physicalOffset());
      }
      RecordView view = new RecordView().wrap(ByteBuffer.wrap(stored), 0);
      byte[] body = Arrays.copyOfRange(stored, view.bodyAt(), view.bodyAt() + view.bodyLength());
      if (!Arrays.equals(body, record.body())
          || view.queueOffset() != record.queueOffset()
          || view.queueId() != record.queueId()
          || !view.topic().equals(record.topic())) {
        throw new AssertionError("another record at " + record.physicalOffset());
      }
    }
  }

  private void checkQueues(StoreDriver driver) {
    long min = driver.store().commitLog().minPosition();
    for (String topic : TOPICS) {
      for (int queueId = 0; queueId < QUEUES; queueId++) {
        List<StoredRecord> expected = new ArrayList<>();
        for (StoredRecord record : log.tailMap(min).values()) {
          if (record.topic().equals(topic) && record.queueId() == queueId) {
            expected.add(record);
          }
        }
        check(driver, topic, queueId, expected);
      }
    }
  }

  private void check(StoreDriver driver, String topic, int queueId, List<StoredRecord> expected) {
    ConsumeQueue queue = driver.store().queues().getOrCreate(topic, queueId);
    if (expected.isEmpty()) {
      if (queue.minOffset() != queue.maxOffset()) {
        throw new AssertionError(queue + " has units without records");
      }
      return;
    }
    long first = expected.get(0).queueOffset();
    long last = expected.get(expected.size() - 1).queueOffset();
    if (queue.minOffset() != first || queue.maxOffset() != last + 1) {
      throw new AssertionError(
          queue
              + " has offsets "
              + queue.minOffset()
              + ".."
              + queue.maxOffset()
              + " and the log "
              + first
              + ".."
              + (last + 1));
    }
    List<byte[]> bodies = driver.read(topic, queueId, first, "*");
    for (int i = 0; i < expected.size(); i++) {
      if (i >= bodies.size() || !Arrays.equals(bodies.get(i), expected.get(i).body())) {
        throw new AssertionError(queue + " gives another message at " + (first + i));
      }
    }
  }

  private void checkIndex(StoreDriver driver) {
    long min = driver.store().commitLog().minPosition();
    for (StoredRecord record : log.tailMap(min).values()) {
      List<Long> found =
          driver.store().index().find(record.topic(), record.key(), 64, 0, Long.MAX_VALUE);
      if (!found.contains(record.physicalOffset())) {
        throw new AssertionError("the index does not find " + record.key());
      }
    }
  }
}

package io.cometmq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.filter.MessageFilter;
import io.cometmq.record.RecordLayout;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a store must hold, as plain lists, and the comparison of the two. */
public final class StoreModel {
  private static final int MANY = 100_000;

  /** A record and its bytes in the log. */
  private record Entry(StoredRecord stored, byte[] bytes) {}

  private record Queue(String topic, int queueId) {}

  private final int segmentBytes;
  private final List<Entry> log = new ArrayList<>();
  // records of a topic before this position were removed with it
  private final Map<String, Long> removedBefore = new HashMap<>();

  /** A model of an empty store with log files of this size. */
  public StoreModel(int segmentBytes) {
    this.segmentBytes = segmentBytes;
  }

  /** Notes what an append has stored. */
  public void appended(AppendRequest request, String topic, int queueId, List<String> keys) {
    ByteBuffer records = request.records;
    int at = 0;
    for (int i = 0; i < keys.size(); i++) {
      int size = records.getInt(at);
      byte[] bytes = new byte[size];
      records.get(at, bytes);
      ByteBuffer record = ByteBuffer.wrap(bytes);
      long position = request.physicalOffset + at;
      record.putLong(RecordLayout.QUEUE_OFFSET, request.queueOffset + i);
      record.putLong(RecordLayout.PHYSICAL_OFFSET, position);
      int flags = record.getInt(RecordLayout.SYS_FLAG);
      record.putLong(RecordLayout.storeTimestamp(flags), request.storeTimestamp);
      StoredRecord stored =
          new StoredRecord(
              topic, queueId, request.queueOffset + i, position, size, keys.get(i), new byte[0]);
      log.add(new Entry(stored, bytes));
      at += size;
    }
  }

  /** Position after the last record. */
  public long end() {
    return log.isEmpty() ? 0 : log.get(log.size() - 1).stored().end();
  }

  /** Notes that a topic was removed, with all that is in it now. */
  public void removed(String topic) {
    removedBefore.put(topic, end());
  }

  /** Removed topics that were not made again. */
  public List<String> removedTopics() {
    return removedBefore.keySet().stream()
        .filter(topic -> log.stream().noneMatch(e -> e.stored().topic().equals(topic) && isLive(e)))
        .sorted()
        .toList();
  }

  private boolean isLive(Entry entry) {
    StoredRecord stored = entry.stored();
    return stored.physicalOffset() >= removedBefore.getOrDefault(stored.topic(), 0L);
  }

  /** Takes over how much a reopened store has kept; it must be whole records. */
  public void cutTo(long end) {
    log.removeIf(entry -> entry.stored().physicalOffset() >= end);
    long last = end();
    boolean whole =
        last == end || last < end && end - last < segmentBytes && end % segmentBytes == 0;
    assertThat(whole).as("log ends at %s and the last record at %s", end, last).isTrue();
    removedBefore.replaceAll((topic, position) -> Math.min(position, end));
  }

  /** Compares; everything must be published and dispatched. */
  public void verify(MessageStore store) {
    CommitLog written = store.commitLog();
    long min = written.minPosition();
    Map<Queue, List<Entry>> queues = new LinkedHashMap<>();
    for (Entry entry : log) {
      StoredRecord stored = entry.stored();
      if (isLive(entry)) {
        queues
            .computeIfAbsent(new Queue(stored.topic(), stored.queueId()), q -> new ArrayList<>())
            .add(entry);
      }
      if (stored.physicalOffset() >= min) {
        verifyRecord(store, entry);
      }
    }
    queues.forEach((queue, entries) -> verifyQueue(store, queue, entries, min));
    store
        .queues()
        .forEach(
            queue -> {
              if (!queues.containsKey(new Queue(queue.topic(), queue.queueId()))) {
                assertThat(queue.maxOffset()).as("end of unknown %s", queue).isZero();
              }
            });
  }

  private void verifyRecord(MessageStore store, Entry entry) {
    StoredRecord stored = entry.stored();
    LogSlice slice =
        Objects.requireNonNull(
            store.commitLog().readRecord(stored.physicalOffset()), () -> "no record " + stored);
    byte[] bytes = new byte[slice.buffer().remaining()];
    slice.buffer().get(bytes);
    slice.release();
    assertThat(Arrays.mismatch(bytes, entry.bytes())).as("wrong byte in %s", stored).isEqualTo(-1);
    if (isLive(entry)) {
      long time = ByteBuffer.wrap(entry.bytes()).getLong(RecordLayout.storeTimestamp(0));
      assertThat(store.index().find(stored.topic(), stored.key(), MANY, time, time))
          .as("positions for the key of %s at its time", stored)
          .contains(stored.physicalOffset());
    }
  }

  private static void verifyQueue(
      MessageStore store, Queue id, List<Entry> entries, long logStart) {
    ConsumeQueue queue =
        Objects.requireNonNull(
            store.queues().find(id.topic(), id.queueId()), () -> "no queue " + id);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    long min = -1;
    long max = 0;
    for (Entry entry : entries) {
      StoredRecord stored = entry.stored();
      if (max > 0) {
        assertThat(stored.queueOffset()).as("offset of %s", stored).isEqualTo(max);
      }
      max = stored.queueOffset() + 1;
      if (stored.physicalOffset() >= logStart) {
        min = min < 0 ? stored.queueOffset() : min;
        expected.writeBytes(entry.bytes());
      }
    }
    assertThat(queue.maxOffset()).as("end of %s", queue).isEqualTo(max);
    assertThat(queue.minOffset()).as("start of %s", queue).isEqualTo(min < 0 ? max : min);
    assertThat(Arrays.mismatch(readAll(store, queue), expected.toByteArray()))
        .as("wrong byte in %s", queue)
        .isEqualTo(-1);
  }

  private static byte[] readAll(MessageStore store, ConsumeQueue queue) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long next = queue.minOffset();
    while (next < queue.maxOffset()) {
      long from = next;
      ReadResult result =
          Objects.requireNonNull(
              store.reader().read(queue, next, 32, 64 << 10, MessageFilter.ALL, true),
              () -> "no result for " + queue + " at " + from);
      for (LogSlice slice : result.slices()) {
        byte[] bytes = new byte[slice.buffer().remaining()];
        slice.buffer().get(bytes);
        all.writeBytes(bytes);
      }
      result.release();
      assertThat(result.nextOffset()).as("next of %s", queue).isGreaterThan(next);
      next = result.nextOffset();
    }
    return all.toByteArray();
  }
}

package io.cometmq.broker.pop;

import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.record.HostAddress;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The topic that remembers what is in flight: a record for each chunk that is handed out, and one
 * for each group of acknowledgements. Owned by the pop context.
 */
final class ReviveLog {
  /** Owns the positions up to which the log is not needed any more. */
  static final String GROUP = "CID_RMQ_SYS_REVIVE_GROUP";

  private static final long SAME_QUEUE_MS = 1_000;

  private final String topic;
  private final ConsumeQueue[] queues;
  private final ReviveRecords records;
  private final RecordAppends appends;
  private final @Nullable ReviveBatch[] batches;
  private int backTo;

  ReviveLog(
      String topic,
      int queueCount,
      ConsumeQueueTable table,
      ReviveRecords records,
      RecordAppends appends,
      int loop) {
    this.backTo = loop;
    this.topic = topic;
    this.records = records;
    this.appends = appends;
    this.queues = new ConsumeQueue[queueCount];
    this.batches = new ReviveBatch[queueCount];
    for (int i = 0; i < queueCount; i++) {
      queues[i] = table.getOrCreate(topic, i);
    }
  }

  String topic() {
    return topic;
  }

  int queueCount() {
    return queues.length;
  }

  ConsumeQueue queue(int i) {
    return queues[i];
  }

  ReviveRecords records() {
    return records;
  }

  void host(HostAddress host) {
    records.host(host);
  }

  /** The queue for chunks of this time: the same for a while, so that records share an append. */
  int queueAt(long timeMs) {
    return (int) (timeMs / SAME_QUEUE_MS % queues.length);
  }

  /** A record that is appended from now on gets this offset or a later one. */
  long floor(int queue) {
    return queues[queue].maxOffset();
  }

  /** Stores, at the end of the turn, which messages of the chunk are out. */
  Future<RecordAppend> checkpoint(Chunk chunk) {
    ReviveBatch batch = batch(chunk.reviveQueue);
    records.checkpoint(chunk, batch);
    return added(chunk.reviveQueue, batch);
  }

  /** Stores, at the end of the turn, that messages are acknowledged. */
  Future<RecordAppend> ack(Chunk chunk, long bits) {
    ReviveBatch batch = batch(chunk.reviveQueue);
    records.ack(chunk, bits, batch);
    return added(chunk.reviveQueue, batch);
  }

  private ReviveBatch batch(int queue) {
    ReviveBatch batch = batches[queue];
    if (batch == null) {
      batch = new ReviveBatch();
      batches[queue] = batch;
    }
    return batch;
  }

  private Future<RecordAppend> added(int queue, ReviveBatch batch) {
    if (batch.isFull()) {
      send(queue, batch);
    }
    return batch.stored.future();
  }

  /**
   * Sends off what was added in this turn, one append for each queue.
   *
   * @param loop that hears of it
   */
  void flush(int loop) {
    backTo = loop;
    for (int i = 0; i < batches.length; i++) {
      ReviveBatch batch = batches[i];
      if (batch != null) {
        send(i, batch);
      }
    }
  }

  private void send(int queue, ReviveBatch batch) {
    batches[queue] = null;
    appends
        .append(queues[queue], batch.records(), batch.count(), true, backTo)
        .onComplete(batch.stored);
  }
}

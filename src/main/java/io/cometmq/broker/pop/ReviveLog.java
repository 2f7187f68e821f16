package io.cometmq.broker.pop;

import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.record.HostAddress;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.vertx.core.Future;

/**
 * The topic that remembers what is in flight: a record for each chunk that is handed out, and one
 * for each group of acknowledgements. Owned by the pop context.
 */
final class ReviveLog {
  /** Owns the positions up to which the log is not needed any more. */
  static final String GROUP = "CID_RMQ_SYS_REVIVE_GROUP";

  private final String topic;
  private final ConsumeQueue[] queues;
  private final ReviveRecords records;
  private final RecordAppends appends;
  private int turn;

  ReviveLog(
      String topic,
      int queueCount,
      ConsumeQueueTable table,
      ReviveRecords records,
      RecordAppends appends) {
    this.topic = topic;
    this.records = records;
    this.appends = appends;
    this.queues = new ConsumeQueue[queueCount];
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

  /** The queue for the next chunks. */
  int nextQueue() {
    turn = turn + 1 == queues.length ? 0 : turn + 1;
    return turn;
  }

  /** A record that is appended from now on gets this offset or a later one. */
  long floor(int queue) {
    return queues[queue].maxOffset();
  }

  /** Stores which messages of the chunk are out. */
  Future<RecordAppend> checkpoint(Chunk chunk) {
    return append(chunk, records.checkpoint(chunk));
  }

  /** Stores that messages are acknowledged. */
  Future<RecordAppend> ack(Chunk chunk, long bits) {
    return append(chunk, records.ack(chunk, bits));
  }

  private Future<RecordAppend> append(Chunk chunk, java.nio.ByteBuffer record) {
    return appends.append(queues[chunk.reviveQueue], record, true);
  }
}

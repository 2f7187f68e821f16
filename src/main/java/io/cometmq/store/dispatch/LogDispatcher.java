package io.cometmq.store.dispatch;

import io.cometmq.model.DelayLevels;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordLayout;
import io.cometmq.record.RecordView;
import io.cometmq.store.index.IndexLayout;
import io.cometmq.store.index.KeyIndex;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.store.queue.QueueLookup;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the log behind its writer and derives everything else from it: a unit in the consume queue
 * and entries in the index for each record. Owned by the dispatch context, and before that by the
 * thread that opens the store: recovery and live traffic are the same work.
 */
public final class LogDispatcher {
  private final CommitLog log;
  private final QueueLookup lookup;
  private final KeyIndex index;
  private final DelayLevels delayLevels;
  private final RecordView record = new RecordView();
  private final RecordProperties properties = new RecordProperties();

  // what a batch has touched
  private ConsumeQueue[] queues = new ConsumeQueue[256];
  private long[] tags = new long[256];
  private long[] positions = new long[256];
  private int[] sizes = new int[256];
  private int touched;

  private long position;
  private long queuesStart;
  private long indexFrom;
  private long lastTimestamp;
  private boolean recovering = true;
  private volatile long dispatched;
  private volatile long dispatchedTimestamp;

  /** Creates a dispatcher that stands at the log's beginning. */
  public LogDispatcher(
      CommitLog log, ConsumeQueueTable queueTable, KeyIndex index, DelayLevels delayLevels) {
    this.log = log;
    this.lookup = new QueueLookup(queueTable);
    this.index = index;
    this.delayLevels = delayLevels;
  }

  /**
   * Where to begin; only at start.
   *
   * @param queuesFrom position from which on records go to the queues
   * @param indexFromPosition position from which on they go to the index; may be smaller
   */
  public void startAt(long queuesFrom, long indexFromPosition) {
    position = Math.min(queuesFrom, indexFromPosition);
    queuesStart = queuesFrom;
    indexFrom = indexFromPosition;
    dispatched = position;
  }

  /** Ends recovery: from now on nothing is written twice and no queue begins in the middle. */
  public void startLive() {
    recovering = false;
    lastTimestamp = Math.max(lastTimestamp, log.endTimestamp());
    dispatchedTimestamp = lastTimestamp;
  }

  /** Everything before this position has been dispatched. */
  public long dispatchedPosition() {
    return dispatched;
  }

  /** Store time of the last dispatched record. */
  public long dispatchedTimestamp() {
    return dispatchedTimestamp;
  }

  /**
   * Dispatches records up to a position, and tells of them once they can be read.
   *
   * @return number of records
   * @throws io.cometmq.store.file.StoreException when a file can't be written; those before are
   *     dispatched, and the next call begins with the one that failed
   */
  public int dispatch(long upTo, int maxRecords, DispatchListener listener) {
    int records = 0;
    touched = 0;
    try {
      while (position < upTo && records < maxRecords) {
        LogSlice slice = log.readOn(position);
        if (slice == null) {
          if (position >= log.minPosition()) {
            break;
          }
          // retention was faster: what is left begins later
          position = log.minPosition();
          continue;
        }
        try {
          records += run(slice.buffer(), upTo, maxRecords - records);
        } finally {
          slice.release();
        }
      }
    } finally {
      publish(listener);
    }
    return records;
  }

  private int run(ByteBuffer buffer, long upTo, int max) {
    int at = 0;
    int records = 0;
    while (at < buffer.limit() && position < upTo && records < max) {
      if (buffer.limit() - at < RecordLayout.BLANK_BYTES) {
        return records;
      }
      if (buffer.getInt(at + RecordLayout.MAGIC) == RecordLayout.MAGIC_BLANK) {
        position = log.nextFileStart(position);
        return records;
      }
      if (buffer.getInt(at) > buffer.limit() - at) {
        // goes on in the next window
        return records;
      }
      record.wrap(buffer, at);
      dispatch();
      at += record.totalSize();
      position += record.totalSize();
      records++;
    }
    return records;
  }

  private void dispatch() {
    int type = record.sysFlag() & MessageSysFlag.TRANSACTION_MASK;
    if (type == MessageSysFlag.TRANSACTION_ROLLBACK) {
      return;
    }
    properties.read(record.buffer(), record.propertiesAt(), record.propertiesLength());
    QueueLookup.Topic topic = lookup.topic(record.buffer(), record.topicAt(), record.topicLength());
    if (position >= queuesStart && MessageSysFlag.isVisible(record.sysFlag())) {
      long tagsCode = tagsCode(topic);
      putUnit(topic, record.queueId(), record.queueOffset(), tagsCode);
      if (properties.isForLightQueues()) {
        putLightUnits(tagsCode);
      }
    }
    if (position >= indexFrom) {
      putKeys(topic.indexHash());
    }
    lastTimestamp = record.storeTimestamp();
  }

  private void putUnit(QueueLookup.Topic topic, int queueId, long offset, long tagsCode) {
    ConsumeQueue queue = lookup.queue(topic, queueId, recovering);
    if (queue == null) {
      // the topic was deleted while the record was on its way
      return;
    }
    if (queue.put(offset, position, record.totalSize(), tagsCode, recovering)) {
      touch(queue, tagsCode);
    }
  }

  /** A unit in the queue of each light topic that the record names. */
  private void putLightUnits(long tagsCode) {
    ByteBuffer buffer = record.buffer();
    int nameAt = properties.lightAt();
    int offsetAt = properties.lightOffsetsAt();
    while (nameAt < properties.lightEnd() && offsetAt < properties.lightOffsetsEnd()) {
      int nameEnd = comma(buffer, nameAt, properties.lightEnd());
      int offsetEnd = comma(buffer, offsetAt, properties.lightOffsetsEnd());
      long offset = AsciiOffset.parse(buffer, offsetAt, offsetEnd);
      if (offset >= 0) {
        putUnit(lookup.topic(buffer, nameAt, nameEnd - nameAt), 0, offset, tagsCode);
      }
      nameAt = nameEnd + 1;
      offsetAt = offsetEnd + 1;
    }
  }

  private static int comma(ByteBuffer buffer, int from, int to) {
    int at = from;
    while (at < to && buffer.get(at) != ',') {
      at++;
    }
    return at;
  }

  /** Of messages that wait the time in place of the tag hash, so that it is known without them. */
  private long tagsCode(QueueLookup.Topic topic) {
    if (topic.holdsDelayed()) {
      int level = Math.max(1, properties.delayLevel());
      return record.storeTimestamp() + delayLevels.delayMs(level);
    }
    return topic.holdsTimed() ? TimedRecord.dueMs(record) : properties.tagsCode();
  }

  private void touch(ConsumeQueue queue, long tagsCode) {
    if (touched == queues.length) {
      queues = Arrays.copyOf(queues, 2 * touched);
      tags = Arrays.copyOf(tags, 2 * touched);
      positions = Arrays.copyOf(positions, 2 * touched);
      sizes = Arrays.copyOf(sizes, 2 * touched);
    }
    queues[touched] = queue;
    positions[touched] = position;
    sizes[touched] = record.totalSize();
    tags[touched++] = tagsCode;
  }

  private void putKeys(int topicHash) {
    ByteBuffer buffer = record.buffer();
    if (properties.uniqueLength() > 0) {
      putKey(topicHash, buffer, properties.uniqueAt(), properties.uniqueLength());
    }
    int start = properties.keysAt();
    int end = start + properties.keysLength();
    for (int i = start; i <= end; i++) {
      if (i == end || buffer.get(i) == ' ') {
        if (i > start) {
          putKey(topicHash, buffer, start, i - start);
        }
        start = i + 1;
      }
    }
  }

  private void putKey(int topicHash, ByteBuffer buffer, int at, int length) {
    int hash = PropertyScanner.hash(topicHash, buffer, at, length);
    index.put(IndexLayout.keyHash(hash), position, record.storeTimestamp());
  }

  private void publish(DispatchListener listener) {
    for (int i = 0; i < touched; i++) {
      queues[i].publish();
    }
    dispatchedTimestamp = lastTimestamp;
    dispatched = position;
    for (int i = 0; i < touched; i++) {
      listener.arrived(queues[i], queues[i].maxOffset(), tags[i], positions[i], sizes[i]);
    }
  }
}

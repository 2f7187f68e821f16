package io.cometmq.broker.transaction;

import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.QueueReader;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads halves and what became of them from the store. Owned by the transaction context. */
final class HalfReader {
  private static final Logger LOG = LoggerFactory.getLogger(HalfReader.class);

  /** Most records of one topic that share a unique id, and are looked at. */
  private static final int MAX_SAME_ID = 64;

  /** The index knows times by the second, and rounds down. */
  private static final long INDEX_MS = 2_000;

  private final MessageStore store;
  private final CommitLog log;
  private final QueueReader queues;
  private final ConsumeQueue halves;
  private final ConsumeQueue ops;

  HalfReader(MessageStore store) {
    this.store = store;
    this.log = store.commitLog();
    this.queues = new QueueReader(log);
    this.halves = store.queues().getOrCreate(TopicNames.HALF, 0);
    this.ops = store.queues().getOrCreate(TopicNames.OP_HALF, 0);
  }

  /** The queue of halves. */
  ConsumeQueue halves() {
    return halves;
  }

  /** The queue of messages that say which halves have ended. */
  ConsumeQueue ops() {
    return ops;
  }

  /** The half that starts at a position of the log, null when none does. */
  @Nullable StoredHalf read(long position) {
    return read(TopicNames.HALF, position);
  }

  /** The message of a topic that starts at a position of the log, null when none does. */
  @Nullable StoredHalf read(String topic, long position) {
    LogSlice slice = log.readRecord(position);
    if (slice == null) {
      return null;
    }
    try {
      RecordView record = new RecordView().wrap(slice.buffer(), 0);
      MessageDraft draft = MessageDraft.of(record);
      return draft.topic.equals(topic)
          ? new StoredHalf(
              draft, record.queueOffset(), position, record.totalSize(), record.storeTimestamp())
          : null;
    } finally {
      slice.release();
    }
  }

  /**
   * Ends in the ledger what messages on the topic of ends say.
   *
   * @param known is told of each such message
   */
  void readOps(HalfLedger ledger, long from, OpOffsets known) {
    long end = halves.maxOffset();
    queues.records(
        ops,
        from,
        Integer.MAX_VALUE,
        (offset, record) -> {
          long[] newest = {-1};
          LongConsumer each =
              half -> {
                newest[0] = Math.max(newest[0], half);
                if (half < end) {
                  ledger.end(half);
                }
              };
          try {
            OpBody.read(record.buffer(), record.bodyAt(), record.bodyLength(), each);
          } catch (NumberFormatException e) {
            LOG.warn("message {} of {} can't be read, it ends nothing", offset, ops, e);
          }
          known.add(offset, newest[0]);
          return true;
        });
  }

  /**
   * Looks at the next halves that were not looked at yet, and enters those that are open.
   *
   * @param limit most offsets to look at
   */
  void scan(HalfLedger ledger, int limit) {
    long next =
        queues.units(
            halves,
            ledger.scanned(),
            limit,
            (offset, position, size, tagsCode) -> {
              if (!ledger.isEnded(offset) && ledger.find(offset) == null) {
                StoredHalf half = read(position);
                if (half != null) {
                  enter(ledger, half.open());
                }
              }
              return true;
            });
    ledger.scannedTo(next);
  }

  /** A half that was stored again right before a kill may be there twice. */
  private void enter(HalfLedger ledger, OpenHalf half) {
    ledger.opened(half);
    long before = ledger.current(half.origin());
    if (half.origin() < half.queueOffset() && before < half.queueOffset()) {
      OpenHalf earlier = ledger.find(before);
      if (earlier == null || isSameMessage(earlier, half)) {
        ledger.moved(before, half);
      }
    }
  }

  private boolean isSameMessage(OpenHalf one, OpenHalf other) {
    StoredHalf first = read(one.position());
    StoredHalf second = read(other.position());
    return first != null
        && second != null
        && String.valueOf(first.draft().property(PropertyNames.UNIQ_KEY))
            .equals(second.draft().property(PropertyNames.UNIQ_KEY));
  }

  /** Whether the message of a half has been stored for consumers. Slow: for starts only. */
  boolean isCommitted(OpenHalf half) {
    StoredHalf stored = read(half.position());
    if (stored == null) {
      return false;
    }
    String topic = stored.draft().property(PropertyNames.REAL_TOPIC);
    String id = stored.draft().property(PropertyNames.UNIQ_KEY);
    if (topic == null || id == null) {
      return false;
    }
    for (String place : List.of(topic, TopicNames.SCHEDULE, TopicNames.TIMER)) {
      for (long position :
          store.index().find(place, id, MAX_SAME_ID, half.storedMs() - INDEX_MS, Long.MAX_VALUE)) {
        if (isCommitOf(half, position)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether a half was stored once more, so that the later one counts. That is noted down right
   * afterwards, unless the process is killed in between. Slow: for starts only.
   */
  boolean isStoredAgain(OpenHalf half) {
    StoredHalf stored = read(half.position());
    String id = stored == null ? null : stored.draft().property(PropertyNames.UNIQ_KEY);
    if (id == null) {
      return false;
    }
    for (long position :
        store
            .index()
            .find(TopicNames.HALF, id, MAX_SAME_ID, half.storedMs() - INDEX_MS, Long.MAX_VALUE)) {
      StoredHalf later = position > half.position() ? read(position) : null;
      if (later != null
          && later.draft().number(PropertyNames.PREPARED_QUEUE_OFFSET, -1) == half.origin()) {
        return true;
      }
    }
    return false;
  }

  private boolean isCommitOf(OpenHalf half, long position) {
    LogSlice slice = log.readRecord(position);
    if (slice == null) {
      return false;
    }
    try {
      RecordView record = new RecordView().wrap(slice.buffer(), 0);
      return (record.sysFlag() & MessageSysFlag.TRANSACTION_MASK)
              == MessageSysFlag.TRANSACTION_COMMIT
          && record.preparedTransactionOffset() == half.position();
    } finally {
      slice.release();
    }
  }
}

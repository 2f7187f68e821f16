package io.cometmq.broker.pop;

import io.cometmq.filter.MessageFilter;
import io.cometmq.record.RecordView;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import io.cometmq.store.read.ReadStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the revive log at the start, from where it is still needed, and knows again what is in
 * flight. Owned by the pop context, which may wait for the disk.
 */
final class PopRestore {
  private static final Logger LOG = LoggerFactory.getLogger(PopRestore.class);
  private static final int RECORDS_PER_READ = 512;
  private static final int BYTES_PER_READ = 1 << 20;

  private final MessageStore store;
  private final PopCore core;
  private final RecordView view = new RecordView();
  private long records;

  PopRestore(MessageStore store, PopCore core) {
    this.store = store;
    this.core = core;
  }

  /** Reads everything that is there now. */
  void run() {
    ReviveLog log = core.reviveLog();
    for (int i = 0; i < log.queueCount(); i++) {
      read(log.queue(i), core.offsets().reviveStart(log.topic(), i));
    }
    if (records > 0) {
      LOG.info(
          "{} messages are in flight, known from {} records of {}",
          core.inFlight().messages(),
          records,
          log.topic());
    }
  }

  private void read(ConsumeQueue queue, long start) {
    long offset = Math.max(start, queue.minOffset());
    while (offset < queue.maxOffset()) {
      ReadResult result =
          store
              .reader()
              .read(queue, offset, RECORDS_PER_READ, BYTES_PER_READ, MessageFilter.ALL, true);
      if (result == null || result.nextOffset() <= offset) {
        LOG.error("reading {} stops at {}: {}", queue, offset, result);
        return;
      }
      try {
        if (result.status() == ReadStatus.FOUND) {
          result.slices().forEach(this::records);
        }
      } finally {
        result.release();
      }
      offset = result.nextOffset();
    }
  }

  private void records(LogSlice slice) {
    ByteBuffer bytes = slice.buffer();
    int at = bytes.position();
    while (at < bytes.limit()) {
      view.wrap(bytes, at);
      record();
      at += view.totalSize();
    }
  }

  private void record() {
    records++;
    try {
      ReviveRecords.Entry entry = core.reviveLog().records().read(view);
      if (entry instanceof ReviveRecords.Entry.Checkpoint checkpoint) {
        restore(checkpoint.chunk());
      } else if (entry instanceof ReviveRecords.Entry.Ack ack) {
        close(ack);
      }
    } catch (IOException e) {
      LOG.warn(
          "record {} of queue {} of the revive log is not understood and skipped",
          view.queueOffset(),
          view.queueId(),
          e);
    }
  }

  private void restore(Chunk chunk) {
    core.restored(chunk.id, chunk.offset(chunk.count() - 1) + 1);
    if (!chunk.isDone()) {
      core.inFlight().add(chunk);
    }
  }

  private void close(ReviveRecords.Entry.Ack ack) {
    Chunk chunk = core.inFlight().find(ack.chunk());
    if (chunk == null) {
      return;
    }
    long bits = 0;
    for (long offset : ack.offsets()) {
      int i = chunk.indexOf(offset);
      bits |= i < 0 ? 0 : 1L << i;
    }
    core.inFlight().close(chunk, bits);
  }
}

package io.cometmq.store;

import io.cometmq.record.RecordView;
import io.cometmq.store.checkpoint.StoreCheckpoint;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.dispatch.LogDispatcher;
import io.cometmq.store.index.KeyIndex;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogRecovery;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.util.Clock;

/**
 * Brings log, queues and index into agreement when a store is opened. Owned by the thread that
 * opens it; used once.
 */
final class StoreRecovery {
  /** Clocks of files and records may differ by this much; RocketMQ's margin. */
  private static final long TIME_MARGIN_MS = 3_000;

  private static final int BATCH = 4_096;

  private final CommitLog log;
  private final ConsumeQueueTable queues;
  private final KeyIndex index;
  private final LogDispatcher dispatcher;
  private final StoreCheckpoint.State checkpoint;
  private final StopKind stopped;
  private final boolean again;
  private final RecordView record = new RecordView();

  /**
   * Creates a recovery.
   *
   * @param again whether one was begun since the power loss, and cut off
   */
  StoreRecovery(
      CommitLog log,
      ConsumeQueueTable queues,
      KeyIndex index,
      LogDispatcher dispatcher,
      StoreCheckpoint.State checkpoint,
      StopKind stopped,
      boolean again) {
    this.log = log;
    this.queues = queues;
    this.index = index;
    this.dispatcher = dispatcher;
    this.checkpoint = checkpoint;
    this.stopped = stopped;
    this.again = again;
  }

  RecoverySummary run(long startedMs, Clock clock) {
    long safe = checkpoint.safePosition();
    boolean torn = stopped == StopKind.POWER_LOSS;
    if (torn && safe >= 0) {
      queues.truncate(safe, this::isRecordOf);
    }
    long start = knownBoundary();
    LogRecovery found = log.recover(start, torn, stopped == StopKind.KILL);
    if (found.end() == 0) {
      // nothing in the log: what the queues and the index say is about records that are gone
      queues.clear();
      index.clear();
    }
    if (torn && safe < 0) {
      queues.truncate(Math.max(start, log.minPosition()), this::isRecordOf);
    } else {
      queues.truncate(found.end());
    }
    startDispatcher(start, found.end());
    long dispatched = 0;
    int batch = dispatcher.dispatch(found.end(), BATCH, DispatchListener.NONE);
    while (batch > 0) {
      dispatched += batch;
      batch = dispatcher.dispatch(found.end(), BATCH, DispatchListener.NONE);
    }
    if (log.minPosition() > 0) {
      // where a queue begins is not in its files: retention moves the log's start, not theirs
      queues.dropBefore(log.minPosition());
    }
    if (stopped == StopKind.POWER_LOSS) {
      queues.wipeRests();
      if (again) {
        queues.forceTails();
      }
    }
    if (stopped != StopKind.CLEAN) {
      queues.forceAgain();
      index.forceAgain(Math.max(start, log.minPosition()));
    }
    queues.startWriting();
    dispatcher.startLive();
    return new RecoverySummary(
        stopped, found, dispatched, queues.size(), log.minPosition(), clock.millis() - startedMs);
  }

  /** A record's start from which on nothing is certain, -1 for the log's beginning. */
  private long knownBoundary() {
    long last = queues.lastRecord();
    if (last < 0 && !queues.wereThere()) {
      // all queues are built anew
      return -1;
    }
    long safe = checkpoint.safePosition();
    if (safe >= 0) {
      if (log.isBoundary(safe)) {
        return safe;
      }
      // perhaps nothing came after it
      return last >= 0 && last < safe && log.isBoundary(last) ? last : log.fileStartOf(safe);
    }
    if (last < 0 || stopped == StopKind.CLEAN && log.isBoundary(last)) {
      return last;
    }
    long timestamp = Math.min(checkpoint.physicTimestamp(), checkpoint.logicsTimestamp());
    return log.fileStartBefore(Math.max(0, timestamp - TIME_MARGIN_MS));
  }

  /** What stands before the safe position is in queues and index already. */
  private void startDispatcher(long start, long end) {
    long safe = checkpoint.safePosition();
    boolean known = start >= 0 && safe >= start && safe <= end;
    long from = known ? safe : start;
    long indexFrom = from;
    switch (stopped) {
      // without a safe position the start is the last record, which is in the index
      case CLEAN -> indexFrom = known ? from : from + 1;
      case KILL -> index.undoHalfPut();
      default -> {
        if (safe >= 0 && checkpoint.indexFile() == 0) {
          index.clear();
        }
        long indexEnd =
            index.cutTo(
                checkpoint.indexFile(),
                checkpoint.indexEntries(),
                safe,
                checkpoint.indexTimestamp());
        if (safe < 0 && indexEnd >= 0) {
          indexFrom = Math.min(Math.max(start, 0), indexEnd);
        }
      }
    }
    index.truncate(end);
    dispatcher.startAt(Math.max(from, log.minPosition()), indexFrom);
  }

  /** Whether a unit that may be torn tells the truth. */
  private boolean isRecordOf(ConsumeQueue queue, long offset, long position, int size) {
    LogSlice slice = log.readBeforeRecovery(position);
    if (slice == null) {
      // older than the log: it was forced long ago
      return position < log.minPosition();
    }
    try {
      record.wrap(slice.buffer(), 0);
      return record.totalSize() == size
          && record.queueOffset() == offset
          && record.queueId() == queue.queueId()
          && record.topic().equals(queue.topic());
    } finally {
      slice.release();
    }
  }
}

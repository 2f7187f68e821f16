package io.cometmq.store;

import io.cometmq.store.checkpoint.StoreCheckpoint;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.dispatch.LogDispatcher;
import io.cometmq.store.index.KeyIndex;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogRecovery;
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

  StoreRecovery(
      CommitLog log,
      ConsumeQueueTable queues,
      KeyIndex index,
      LogDispatcher dispatcher,
      StoreCheckpoint.State checkpoint,
      StopKind stopped) {
    this.log = log;
    this.queues = queues;
    this.index = index;
    this.dispatcher = dispatcher;
    this.checkpoint = checkpoint;
    this.stopped = stopped;
  }

  RecoverySummary run(long startedMs, Clock clock) {
    long start = knownBoundary();
    long indexFrom = indexFrom(start);
    LogRecovery found = log.recover(start, stopped == StopKind.POWER_LOSS);
    if (found.end() == log.minPosition()) {
      // nothing in the log: what the queues and the index say is about records that are gone
      queues.clear();
      index.clear();
    }
    queues.truncate(found.end());
    dispatcher.startAt(Math.max(start, log.minPosition()), indexFrom);
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
    if (last < 0) {
      // no queues: all of them are built anew
      return -1;
    }
    if (stopped == StopKind.CLEAN && log.isBoundary(last)) {
      return last;
    }
    long safe = checkpoint.safePosition();
    if (safe >= 0 && log.isBoundary(safe)) {
      return safe;
    }
    if (safe > last && log.isBoundary(last)) {
      // the checkpoint was written after the last record: nothing came after it
      return last;
    }
    long timestamp = Math.min(checkpoint.physicTimestamp(), checkpoint.logicsTimestamp());
    return log.fileStartBefore(Math.max(0, timestamp - TIME_MARGIN_MS));
  }

  private long indexFrom(long start) {
    switch (stopped) {
      case CLEAN:
        // the record at the start is in the index already
        return start + 1;
      case KILL:
        index.undoHalfPut();
        return start;
      default:
        long end =
            index.cutTo(
                checkpoint.indexFile(),
                checkpoint.indexEntries(),
                checkpoint.safePosition(),
                checkpoint.indexTimestamp());
        boolean known = checkpoint.safePosition() >= 0;
        return known || end < 0 ? start : Math.min(Math.max(start, 0), end);
    }
  }
}

package io.cometmq.store;

import io.cometmq.store.checkpoint.StoreCheckpoint;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.dispatch.LogDispatcher;
import io.cometmq.store.file.DiskFiles;
import io.cometmq.store.file.DiskSpace;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.store.file.WindowCache;
import io.cometmq.store.index.KeyIndex;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.store.log.SpareFiles;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.store.queue.QueueFiles;
import io.cometmq.store.read.MessageReader;
import io.cometmq.util.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message store on disk. Plain Java without threads: the storage, dispatch, flush and upkeep
 * contexts each call what is theirs, as the parts say.
 */
public final class MessageStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageStore.class);
  private static final int BATCH = 4_096;
  private static final String RECOVERING = "recovering";

  private final StoreOptions options;
  private final StoreFiles disk;
  private final StorePaths paths;
  private final Clock clock;
  private final AutoCloseable lock;
  private final StoreHealth health = new StoreHealth();
  private final WindowCache windows;
  private final SpareFiles spares;
  private final CommitLog log;
  private final QueueFiles queueFiles;
  private final ConsumeQueueTable queues;
  private final KeyIndex index;
  private final LogDispatcher dispatcher;
  private final MessageReader reader;
  private final StoreCheckpoint checkpoint;
  private final RecoverySummary recovery;
  // dispatch
  private boolean dispatchFailing;
  // added to by whoever needs old records, read by the upkeep
  private final List<LongSupplier> needs = new CopyOnWriteArrayList<>();

  /** Opens and recovers the store with the real file system. */
  public static MessageStore open(StoreOptions options, Clock clock) {
    return open(options, clock, new DiskFiles());
  }

  /**
   * Opens and recovers the store.
   *
   * @throws StoreException when it is in use, or has files that can't be used
   */
  public static MessageStore open(StoreOptions options, Clock clock, StoreFiles disk) {
    StorePaths paths = new StorePaths(options.path());
    disk.createDirectories(paths.root());
    AutoCloseable lock = disk.lock(paths.lock());
    try {
      return new MessageStore(options, clock, disk, paths, lock);
    } catch (RuntimeException e) {
      closeLock(lock);
      throw e;
    }
  }

  private MessageStore(
      StoreOptions options, Clock clock, StoreFiles disk, StorePaths paths, AutoCloseable lock) {
    this.options = options;
    this.disk = disk;
    this.paths = paths;
    this.clock = clock;
    this.lock = lock;
    long started = clock.millis();
    StopKind stopped = howStopped();
    boolean again = stopped == StopKind.POWER_LOSS && mark().contains(RECOVERING);
    // before anything changes: a recovery that is cut off is no clean stop
    if (stopped == StopKind.CLEAN) {
      mark(disk.bootId());
    } else if (stopped == StopKind.POWER_LOSS) {
      mark(RECOVERING);
    }
    this.checkpoint = StoreCheckpoint.open(disk, paths.checkpoint());
    this.windows = new WindowCache(disk, options.mappedBytes());
    this.spares =
        new SpareFiles(
            windows,
            paths.spareFiles(),
            paths.commitLog(),
            options.segmentBytes(),
            options.spareFiles(),
            options.preparation() == LogPreparation.FORCED);
    this.log =
        CommitLog.open(
            windows,
            paths.commitLog(),
            spares,
            options.segmentBytes(),
            options.logWindowBytes(),
            options.preparation(),
            health,
            clock);
    this.queueFiles = new QueueFiles(windows, options.queueFileUnits());
    this.queues = new ConsumeQueueTable(queueFiles, paths.consumeQueue());
    this.index = new KeyIndex(windows, paths.index(), options.index(), clock);
    this.dispatcher = new LogDispatcher(log, queues, index, options.delayLevels());
    this.reader = new MessageReader(log);
    queues.load();
    index.load();
    StoreRecovery work =
        new StoreRecovery(log, queues, index, dispatcher, checkpoint.state(), stopped, again);
    this.recovery = work.run(started, clock);
    log.flush();
    flushDerived();
    if (stopped == StopKind.CLEAN) {
      disk.forceDirectory(paths.root());
    } else {
      mark(disk.bootId());
    }
    LOG.info("{}", recovery.line());
  }

  private void mark(String how) {
    String mark = ProcessHandle.current().pid() + "\n" + how + "\n";
    disk.write(paths.abort(), mark.getBytes(StandardCharsets.US_ASCII));
    disk.forceDirectory(paths.root());
  }

  /**
   * The abort file is there while the store is open; it names the process and the machine's start.
   */
  private StopKind howStopped() {
    if (!disk.exists(paths.abort())) {
      return StopKind.CLEAN;
    }
    String boot = disk.bootId();
    return !boot.isEmpty() && mark().contains("\n" + boot + "\n")
        ? StopKind.KILL
        : StopKind.POWER_LOSS;
  }

  private String mark() {
    ByteBuffer mark = ByteBuffer.allocate(256);
    disk.read(paths.abort(), 0, mark);
    return new String(mark.array(), 0, mark.position(), StandardCharsets.US_ASCII);
  }

  /** How it is kept. */
  public StoreOptions options() {
    return options;
  }

  /** What opening it found. */
  public RecoverySummary recovery() {
    return recovery;
  }

  /** The log. */
  public CommitLog commitLog() {
    return log;
  }

  /** Files of the log that wait to be used again. */
  public SpareFiles spareFiles() {
    return spares;
  }

  /** The consume queues. */
  public ConsumeQueueTable queues() {
    return queues;
  }

  /** The key index. */
  public KeyIndex index() {
    return index;
  }

  /** What derives queues and index from the log. */
  public LogDispatcher dispatcher() {
    return dispatcher;
  }

  /** What reads messages of a queue. */
  public MessageReader reader() {
    return reader;
  }

  /** Whether it takes writes. */
  public StoreHealth health() {
    return health;
  }

  /** How far consumers may see: what is published, and forced if producers wait for that. */
  public long visibleEnd() {
    return options.syncFlush() ? log.flushedPosition() : log.endPosition();
  }

  /** Forces queues and index and notes how far everything is on disk; flush context. */
  public void flushDerived() {
    long dispatched = dispatcher.dispatchedPosition();
    long logics = dispatcher.dispatchedTimestamp();
    long physic = log.flushedTimestamp();
    long flushed = log.flushedPosition();
    long file = index.currentFile();
    long entries = index.count();
    windows.forceDirty();
    queueFiles.forceDirectories();
    index.flush();
    checkpoint.write(
        new StoreCheckpoint.State(
            physic,
            logics,
            index.forcedFullTimestamp(),
            Math.min(dispatched, flushed),
            file,
            entries));
  }

  /** Bytes of files mapped now. */
  public long mappedBytes() {
    return windows.mappedBytes();
  }

  /** Use of the disk in percent; may block. */
  public int diskUsedPercent() {
    return disk.space(paths.root()).usedPercent();
  }

  /** Store time of the oldest record, -1 when there is none; may block. */
  public long earliestTimestamp() {
    return log.earliestTimestamp();
  }

  /**
   * Dispatches what producers may know of, see {@link LogDispatcher#dispatch}; dispatch context.
   *
   * @return number of records; -1 when a file can't be written: sends are refused then, nothing is
   *     lost, and the next call begins with the record that could not be dispatched
   */
  public int dispatch(int maxRecords, DispatchListener listener) {
    try {
      int records = dispatcher.dispatch(visibleEnd(), maxRecords, listener);
      dispatchFailing = false;
      return records;
    } catch (StoreException e) {
      if (!dispatchFailing) {
        dispatchFailing = true;
        LOG.error("dispatch stopped at {}; it is tried again", dispatcher.dispatchedPosition(), e);
      }
      health.failed(e);
      return -1;
    }
  }

  /** Notes a full disk before it is too late, and that a trouble is over; upkeep context. */
  public void checkHealth() {
    if (health.trouble() == StoreHealth.Trouble.DISK_FULL) {
      spares.drop();
    }
    DiskSpace space = disk.space(paths.root());
    if (space.usedPercent() > options.diskLimitPercent() && !canDeleteOldest()) {
      if (health.isWritable()) {
        LOG.warn(
            "the disk is {} % full and store.disk-limit is {} %: sends are refused until there is"
                + " room; free some or raise the limit",
            space.usedPercent(), options.diskLimitPercent());
      }
      health.set(
          StoreHealth.Trouble.DISK_FULL,
          "the disk is "
              + space.usedPercent()
              + " % full and store.disk-limit is "
              + options.diskLimitPercent()
              + " %");
    } else if (health.trouble() != StoreHealth.Trouble.NONE) {
      tryAgain();
    }
  }

  private boolean canDeleteOldest() {
    return spares.size() > 0 || log.endPosition() - log.minPosition() > options.segmentBytes();
  }

  private void tryAgain() {
    try {
      disk.write(paths.probe(), new byte[4096]);
      disk.delete(paths.probe());
      health.set(StoreHealth.Trouble.NONE, "");
      if (health.isWritable()) {
        LOG.info("the store takes writes again");
      }
    } catch (StoreException e) {
      health.failed(e);
    }
  }

  /**
   * Keeps log files that are needed still whatever their age.
   *
   * @param position from which on the log is needed; asked by the upkeep context before it deletes
   */
  public void keepFrom(LongSupplier position) {
    needs.add(position);
  }

  /**
   * Takes out of the log what is older than the retention, and more when the log is larger than it
   * may be or the disk is full; upkeep context.
   */
  public void deleteExpired() {
    boolean full = isDiskOverLimit();
    if (full && spares.drop() > 0) {
      full = isDiskOverLimit();
    }
    int atLeast = options.maxLogBytes() > 0 ? log.filesBeyond(options.maxLogBytes()) : 0;
    if (full) {
      atLeast = Math.max(1, atLeast);
    }
    // offsets of queues go on after what is deleted, so that must be on disk
    long keepFrom = checkpoint.state().safePosition();
    for (LongSupplier needed : needs) {
      keepFrom = Math.min(keepFrom, needed.getAsLong());
    }
    int deleted =
        log.deleteExpired(clock.millis() - options.retentionMs(), atLeast, keepFrom, !full);
    if (deleted > 0) {
      queues.dropBefore(log.minPosition());
      index.dropBefore(log.minPosition());
    }
  }

  private boolean isDiskOverLimit() {
    return disk.space(paths.root()).usedPercent() > options.diskLimitPercent();
  }

  /** Dispatches what is left, forces everything and gives the store back. */
  @Override
  public void close() {
    log.stopWriting();
    boolean complete = flushAll();
    checkpoint.close();
    index.close();
    log.close();
    windows.close();
    if (complete) {
      disk.delete(paths.abort());
    }
    closeLock(lock);
  }

  private boolean flushAll() {
    try {
      log.publish();
      log.flush();
      int records = dispatcher.dispatch(log.endPosition(), BATCH, DispatchListener.NONE);
      while (records > 0) {
        records = dispatcher.dispatch(log.endPosition(), BATCH, DispatchListener.NONE);
      }
      flushDerived();
      index.flushAll();
      return true;
    } catch (StoreException e) {
      LOG.error("closing the store cleanly failed; the next start will recover it", e);
      return false;
    }
  }

  private static void closeLock(AutoCloseable lock) {
    try {
      lock.close();
    } catch (Exception e) {
      LOG.warn("giving the store's lock back failed", e);
    }
  }
}

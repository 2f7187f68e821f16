package io.cometmq.broker.storage;

import io.cometmq.store.MessageStore;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.SpareFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store ready for the writer: the next segment and the pages ahead of the tail, health,
 * retention. Owned by the storage context; the work runs on a worker of its own.
 */
final class StoreUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(StoreUpkeep.class);
  private static final long HEALTH_INTERVAL_MS = 1_000;
  private static final long RETENTION_INTERVAL_MS = 10_000;
  private static final long PAUSE_NANOS = 4_000_000;
  private static final long BUSY_PAUSE_NANOS = 32_000_000;
  // 64 MB/s with the shorter pause
  private static final int SMALL_PIECE_BYTES = 256 << 10;

  private final Vertx vertx;
  private final MessageStore store;
  private final WorkerExecutor worker;
  private final CommitLog log;
  private boolean preparing;
  private long nextPreparation = System.nanoTime();
  private boolean sweeping;
  private boolean sparing;
  private boolean stopped;
  // where the log's end has grown enough for one more chunk of a spare file
  private long spareDue;
  private long nextFile;

  StoreUpkeep(Vertx vertx, MessageStore store) {
    this.vertx = vertx;
    this.store = store;
    this.log = store.commitLog();
    this.nextFile = log.nextFileStart(log.endPosition());
    this.worker = vertx.createSharedWorkerExecutor("comet-upkeep", 1);
  }

  Future<?> start() {
    vertx.setPeriodic(HEALTH_INTERVAL_MS, id -> run("checking the store's health", this::health));
    vertx.setPeriodic(RETENTION_INTERVAL_MS, id -> sweep());
    logGrew();
    return Future.succeededFuture();
  }

  /** Lets what has begun end; to close the worker interrupts what it does. */
  Future<Void> stop() {
    Future<Boolean> last = run("stopping", () -> true);
    stopped = true;
    return last.otherwise(false).compose(done -> worker.close());
  }

  /** Called after each batch: cheap unless the prepared part of the log runs short. */
  void logGrew() {
    long missing = preparing ? 0 : log.missingRoom();
    if (missing >= CommitLog.LARGEST_PIECE
        || missing > 0 && System.nanoTime() - nextPreparation >= 0) {
      prepare();
    }
    if (log.endPosition() >= nextFile) {
      nextFile = log.nextFileStart(log.endPosition());
      sweep();
    }
  }

  /**
   * In pieces, with a pause after each in which those who answer clients get the core: the faster
   * the log grows, the more is missing after a pause. When it grows so fast that the core is busy
   * anyway, few large pieces cost less than many small ones.
   */
  private void prepare() {
    preparing = true;
    run("preparing log space", log::prepareNext)
        .onComplete(
            done -> {
              preparing = false;
              boolean busy = done.succeeded() && done.result() > SMALL_PIECE_BYTES;
              nextPreparation = System.nanoTime() + (busy ? BUSY_PAUSE_NANOS : PAUSE_NANOS);
              prepareSpare();
            });
  }

  /**
   * Twice as fast as the log grows: spare files are ready in time, and the disk, which others want
   * to force as well, is left alone in between.
   */
  private void prepareSpare() {
    if (sparing || log.preparedEnd() < spareDue || store.spareFiles().isIdle()) {
      return;
    }
    sparing = true;
    spareDue = Math.max(spareDue, log.preparedEnd() - SpareFiles.CHUNK_BYTES);
    spareDue += SpareFiles.CHUNK_BYTES / 2;
    run("preparing a spare log file", store.spareFiles()::prepare)
        .onComplete(
            done -> {
              sparing = false;
              if (done.succeeded() && done.result()) {
                prepareSpare();
              }
            });
  }

  private Boolean health() {
    store.checkHealth();
    // while nothing is written spare files get ready too
    return store.spareFiles().prepare();
  }

  private void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    run(
            "deleting expired files",
            () -> {
              store.deleteExpired();
              return true;
            })
        .onComplete(done -> sweeping = false);
  }

  private <T> Future<T> run(String what, Callable<T> work) {
    if (stopped) {
      return Future.failedFuture("the upkeep has been stopped");
    }
    return worker
        .executeBlocking(work, false)
        .onFailure(cause -> LOG.warn("{} failed: {}", what, cause.getMessage(), cause));
  }
}

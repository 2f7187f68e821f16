package io.cometmq.broker.storage;

import io.cometmq.bus.AppendTask;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.LateWakes;
import io.cometmq.bus.LoopProxy;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.CommitLog;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the log is forced to disk and answers the producers who wait for that. Owned by the
 * storage context; the forcing itself runs on a worker of its own, one at a time, so that all
 * appends that arrive meanwhile share the next one (group commit). The worker does not wait for
 * storage to tell it to go on; in between it waits for producers, as {@link CommitGroup} decides.
 */
final class FlushScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(FlushScheduler.class);
  private static final long DERIVED_INTERVAL_MS = 1_000;
  // with thousands of queues one force of them all takes long: it rests four times as long, so that
  // the disk is there for the log, but never so long that a start after a crash has much to read
  private static final long DERIVED_PAUSE = 4;
  private static final long DERIVED_PAUSE_NANOS = 10_000_000_000L;

  /** Then the worker's thread is given back, for Vert.x watches how long it is taken. */
  private static final long IN_A_ROW_NANOS = 1_000_000_000L;

  private final Vertx vertx;
  private final MessageStore store;
  private final CommitLog log;
  private final DispatchProxy<?> dispatch;
  private final LoopProxy loops;
  private final long intervalMs;
  private final WorkerExecutor worker;
  private final WorkerExecutor derivedWorker;
  private final ArrayDeque<AppendTask> waiting = new ArrayDeque<>();
  private final Context context;
  private final CommitGroup group;
  private final AtomicBoolean told = new AtomicBoolean();
  private Future<Long> running = Future.succeededFuture(0L);
  // somebody waits until the log is forced up to here; storage sets it, the worker reads it
  private volatile long wanted;
  private Future<Boolean> derived = Future.succeededFuture(true);
  private boolean derivedRunning;
  private long derivedNotBefore = System.nanoTime();
  private boolean failing;
  private boolean stopped;

  FlushScheduler(
      Vertx vertx,
      MessageStore store,
      DispatchProxy<?> dispatch,
      LoopProxy loops,
      long intervalMs) {
    this.vertx = vertx;
    this.store = store;
    this.log = store.commitLog();
    this.dispatch = dispatch;
    this.loops = loops;
    this.intervalMs = intervalMs;
    this.context = vertx.getOrCreateContext();
    this.group = new CommitGroup(log, System::nanoTime);
    this.worker = vertx.createSharedWorkerExecutor("comet-flush", 1);
    this.derivedWorker = vertx.createSharedWorkerExecutor("comet-flush-derived", 1);
  }

  void start() {
    vertx.setPeriodic(intervalMs, id -> flushIfDirty());
    vertx.setPeriodic(DERIVED_INTERVAL_MS, id -> flushDerived());
  }

  /** Forces everything and answers whoever waits; what is under way is not interrupted. */
  Future<Void> stop() {
    stopped = true;
    return running
        .otherwise(0L)
        .compose(done -> flush())
        .otherwise(0L)
        .compose(done -> derived.otherwise(false))
        .compose(done -> worker.close())
        .compose(closed -> derivedWorker.close());
  }

  /** Keeps the answer of an appended record back until it has been forced. */
  void await(AppendTask task) {
    waiting.add(task);
  }

  /** Called after each batch, when its end has been published. */
  void batchAppended() {
    if (!waiting.isEmpty()) {
      wanted = log.endPosition();
      group.appended();
      flushIfIdle();
    }
  }

  private void flushIfDirty() {
    if (log.flushedPosition() < log.endPosition()) {
      flushIfIdle();
    }
  }

  private void flushIfIdle() {
    if (running.isComplete()) {
      flush();
    }
  }

  private Future<Long> flush() {
    running = worker.executeBlocking(this::force, false);
    return running.onComplete(this::flushed);
  }

  /**
   * Runs on the worker, and goes on while producers wait for what has been appended meanwhile: to
   * be told so by the storage context each time would cost about as long as the disk takes.
   */
  private Long force() {
    long start = System.nanoTime();
    if (log.flushedPosition() < wanted) {
      group.gather();
    }
    long flushed = group.force();
    while (flushed < wanted && System.nanoTime() - start < IN_A_ROW_NANOS) {
      if (told.compareAndSet(false, true)) {
        LateWakes.after(() -> context.runOnContext(nothing -> answerForced()));
      }
      group.gather();
      flushed = group.force();
    }
    return flushed;
  }

  private void answerForced() {
    told.set(false);
    failing = false;
    answerUpTo(log.flushedPosition());
    loops.flush();
    dispatch.logGrew();
  }

  private void flushed(AsyncResult<Long> result) {
    if (result.succeeded()) {
      failing = false;
      answerUpTo(result.result());
      if (!waiting.isEmpty()) {
        flush();
      }
    } else {
      if (!failing) {
        failing = true;
        LOG.error("forcing the commit log to disk failed; writes are refused", result.cause());
      }
      // an earlier force of the same run may have been all right
      answerUpTo(log.flushedPosition());
      refuseAll();
    }
    loops.flush();
    dispatch.logGrew();
  }

  private void answerUpTo(long flushedPosition) {
    for (AppendTask task = waiting.peek();
        task != null && task.physicalOffset < flushedPosition;
        task = waiting.peek()) {
      loops.add(waiting.remove());
    }
  }

  private void refuseAll() {
    for (AppendTask task = waiting.poll(); task != null; task = waiting.poll()) {
      task.status = AppendStatus.IO_ERROR;
      loops.add(task);
    }
  }

  private void flushDerived() {
    long start = System.nanoTime();
    if (stopped || derivedRunning || start - derivedNotBefore < 0) {
      return;
    }
    derivedRunning = true;
    derived =
        derivedWorker.executeBlocking(
            () -> {
              store.flushDerived();
              return true;
            },
            false);
    derived.onComplete(
        done -> {
          derivedRunning = false;
          long took = System.nanoTime() - start;
          derivedNotBefore = start + took + Math.min(took * DERIVED_PAUSE, DERIVED_PAUSE_NANOS);
          if (done.failed()) {
            LOG.error("forcing consume queues and index to disk failed", done.cause());
          }
        });
  }
}

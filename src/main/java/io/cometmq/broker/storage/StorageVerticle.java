package io.cometmq.broker.storage;

import io.cometmq.bus.AppendTask;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.Doorbell;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.StorageProxy;
import io.cometmq.store.MessageStore;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.CommitLog;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import org.jctools.queues.MessagePassingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage context: the only writer of the {@link CommitLog}. It drains the append ring in
 * batches, publishes the log's end once per batch, wakes dispatch, and sends each event loop its
 * finished appends in one message.
 */
public final class StorageVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(StorageVerticle.class);

  /** Appends per batch: what one producer connection may have waiting at most. */
  private static final int BATCH = 256;

  /** Batches per turn, so that flush results and timers get their time under full load. */
  private static final int BATCHES_PER_TURN = 8;

  private final MessageStore store;
  private final CommitLog log;
  private final StorageProxy inbox;
  private final DispatchProxy<?> dispatch;
  private final int loopCount;
  private final boolean syncFlush;
  private final long flushIntervalMs;
  private final MessagePassingQueue.Consumer<AppendTask> append = this::append;
  // in this batch, and to be published
  private final ArrayList<AppendTask> appended = new ArrayList<>();

  // set in start(), on the storage context
  @SuppressWarnings("NullAway.Init")
  private LoopProxy loops;

  @SuppressWarnings("NullAway.Init")
  private FlushScheduler flushes;

  @SuppressWarnings("NullAway.Init")
  private StoreUpkeep upkeep;

  /** Creates the verticle; deploy one instance as a worker. */
  public StorageVerticle(
      MessageStore store, StorageProxy inbox, DispatchProxy<?> dispatch, int loopCount) {
    this.store = store;
    this.log = store.commitLog();
    this.inbox = inbox;
    this.dispatch = dispatch;
    this.loopCount = loopCount;
    this.syncFlush = store.options().syncFlush();
    this.flushIntervalMs = store.options().flushIntervalMs();
  }

  @Override
  public Future<?> start() {
    loops = new LoopProxy(vertx, loopCount);
    flushes = new FlushScheduler(vertx, store, dispatch, loops, flushIntervalMs);
    upkeep = new StoreUpkeep(vertx, store);
    inbox.bell().onRing(this::drain);
    flushes.start();
    return upkeep.start();
  }

  @Override
  public Future<?> stop() {
    drain();
    return flushes.stop().compose(done -> upkeep.stop());
  }

  private void drain() {
    Doorbell bell = inbox.bell();
    for (int i = 0; i < BATCHES_PER_TURN; i++) {
      int taken = inbox.drain(append, BATCH);
      if (taken == 0) {
        bell.rest();
        if (!inbox.isEmpty()) {
          bell.ring();
        }
        return;
      }
      passOn(publish());
      loops.flush();
      if (!syncFlush) {
        dispatch.logGrew();
      }
      upkeep.logGrew();
    }
    bell.again();
  }

  private void append(AppendTask task) {
    AppendStatus status = tryAppend(task);
    if (status == AppendStatus.OK) {
      appended.add(task);
    } else {
      loops.add(task);
    }
  }

  /** Whoever sent what cannot be dealt with hears so, and storage goes on with all others. */
  private AppendStatus tryAppend(AppendTask task) {
    try {
      return log.append(task);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("an append failed in a way that nobody has thought of; it is refused", e);
      task.status = AppendStatus.IO_ERROR;
      return task.status;
    }
  }

  private boolean publish() {
    try {
      log.publish();
      return true;
    } catch (StoreException e) {
      // the log has said so; what was appended is tried again with the next batch
      return false;
    }
  }

  /** What was appended waits for the disk, if its producer does, or was not written. */
  private void passOn(boolean published) {
    for (int i = 0; i < appended.size(); i++) {
      AppendTask task = appended.get(i);
      if (!published) {
        task.status = AppendStatus.IO_ERROR;
      }
      if (published && syncFlush && task.waitForFlush()) {
        flushes.await(task);
      } else {
        loops.add(task);
      }
    }
    appended.clear();
    flushes.batchAppended();
  }
}

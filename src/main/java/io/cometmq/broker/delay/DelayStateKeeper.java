package io.cometmq.broker.delay;

import io.cometmq.model.TopicNames;
import io.cometmq.persistence.StateFileSaver;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.queue.ConsumeQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves what has been delivered, and finds out at start what was delivered after that. A state is
 * saved only when the log has been forced up to where it was taken: what it calls delivered must
 * survive whatever it survives. Owned by the delay context; the writing runs on a worker.
 */
public final class DelayStateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(DelayStateKeeper.class);

  /** Log to read at start at most, other than what came within the last seconds. */
  private static final long MAX_BEHIND_BYTES = 64L << 20;

  /** By this everything that waits may be delivered. */
  private static final DelayState NOTHING_DONE =
      new DelayState(Map.of(), 0, DelayState.Timers.NONE);

  private static final long FLUSH_POLL_MS = 20;
  private static final int FLUSH_TRIES = 50;

  private final MessageStore store;
  private final CommitLog log;
  private final Path file;

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private Vertx vertx;

  @SuppressWarnings("NullAway.Init")
  private WorkerExecutor worker;

  @SuppressWarnings("NullAway.Init")
  private StateFileSaver saver;

  private @Nullable DelayState saved;
  private DelayState durable = NOTHING_DONE;
  private long savedCount;
  private @Nullable DelayState offered;
  private long offeredCount;
  private boolean wanted;
  private long version;

  /** Creates a keeper of this file, which is not touched before it is loaded. */
  public DelayStateKeeper(MessageStore store, Path file) {
    this.store = store;
    this.log = store.commitLog();
    this.file = file;
  }

  /** The saved state; if there is none, one by which everything that waits may be delivered. */
  DelayState load() throws IOException {
    DelayState loaded = DelayStateFile.load(file, log.endPosition());
    saved = loaded;
    durable = loaded != null ? loaded : NOTHING_DONE;
    return durable;
  }

  /** What a start would load now. */
  DelayState durable() {
    return durable;
  }

  /** What was delivered after a state was saved. */
  DeliveredCopies copiesSince(DelayState state) {
    if (!mayHaveDelivered(state)) {
      return DeliveredCopies.NONE;
    }
    DeliveredCopies copies = DeliveredCopies.find(log, state.logPosition(), log.endPosition());
    if (copies.size() > 0) {
      LOG.info("{} delayed messages had been delivered after {} was saved", copies.size(), file);
    }
    return copies;
  }

  private boolean mayHaveDelivered(DelayState state) {
    for (ConsumeQueue queue : store.queues().queues(TopicNames.SCHEDULE)) {
      if (state.levels().getOrDefault(queue.queueId() + 1, 0L) < queue.maxOffset()) {
        return true;
      }
    }
    ConsumeQueue timers = store.queues().find(TopicNames.TIMER, 0);
    return timers != null && state.timers().firstOffset() < timers.maxOffset();
  }

  void start(Vertx vertxOfContext) {
    vertx = vertxOfContext;
    worker = vertx.createSharedWorkerExecutor("comet-delay-files", 1);
    saver =
        new StateFileSaver(
            worker,
            file,
            () -> DelayStateFile.encode(java.util.Objects.requireNonNull(saved), ++version));
    wanted = saved == null;
  }

  /** Saves the state that was offered last, once the log is forced far enough. */
  void tick() {
    DelayState next = offered;
    if (next != null && log.flushedPosition() >= next.logPosition()) {
      offered = null;
      save(next);
    }
    wanted = offered == null;
  }

  /** Whether a new state should be offered. */
  boolean wantsState() {
    return wanted;
  }

  /**
   * Takes a state while nothing is under way.
   *
   * @param count how many messages have been dealt with, to see whether something has changed
   */
  void offer(DelayState state, long count) {
    wanted = false;
    DelayState before = saved;
    if (before == null
        || count != savedCount
        || state.timers().firstOffset() != before.timers().firstOffset()
        || state.logPosition() - before.logPosition() > MAX_BEHIND_BYTES) {
      offered = state;
      offeredCount = count;
    }
  }

  private Future<Void> save(DelayState state) {
    saved = state;
    savedCount = offeredCount;
    return saver
        .save()
        .onSuccess(written -> durable = state)
        .onFailure(cause -> LOG.error("saving what was delivered to {} failed", file, cause));
  }

  /**
   * Saves a last time.
   *
   * @param last the state now, null if something is under way still
   */
  Future<Void> stop(@Nullable DelayState last) {
    Promise<Void> waited = Promise.promise();
    awaitFlush(last == null ? 0 : last.logPosition(), FLUSH_TRIES, waited);
    return waited
        .future()
        .compose(done -> saveLast(last))
        .otherwiseEmpty()
        .compose(written -> worker.close());
  }

  /** The log is forced twice a second by default; without that the state would be an older one. */
  private void awaitFlush(long position, int tries, Promise<Void> waited) {
    if (log.flushedPosition() >= position || tries == 0) {
      waited.complete();
    } else {
      vertx.setTimer(FLUSH_POLL_MS, id -> awaitFlush(position, tries - 1, waited));
    }
  }

  private Future<Void> saveLast(@Nullable DelayState last) {
    DelayState before = offered;
    // a tick that comes yet has nothing to save: the worker is about to be closed
    offered = null;
    long flushed = log.flushedPosition();
    if (last != null && last.logPosition() <= flushed) {
      return save(last);
    }
    return before != null && before.logPosition() <= flushed ? save(before) : saver.settled();
  }
}

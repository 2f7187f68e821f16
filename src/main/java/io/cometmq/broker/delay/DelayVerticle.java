package io.cometmq.broker.delay;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DelayProxy;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.RecordAppends;
import io.cometmq.bus.StorageProxy;
import io.cometmq.metrics.DelayStats;
import io.cometmq.store.MessageStore;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * The delay context: delivers messages to their topics when they are due. It sleeps until the next
 * one is, or until new ones have come.
 */
public final class DelayVerticle extends VerticleBase {
  /** Time between looks at what can be saved; also how soon a change of the clock is noticed. */
  private static final long TICK_MS = 1_000;

  /** Timers further ahead are set again on the way. */
  private static final long MAX_SLEEP_MS = 3_600_000;

  private static final long STOP_LIMIT_MS = 1_000;

  private final MessageStore store;
  private final StorageProxy storage;
  private final DelayProxy inbox;
  private final TopicTable topics;
  private final DelayStateKeeper keeper;
  private final DelayProgress progress;
  private final DelayStats stats;
  private final int loop;
  private final Clock clock;
  private final Promise<Void> idle = Promise.promise();

  // set in start(), on the delay context
  @SuppressWarnings("NullAway.Init")
  private WaitingMessages waiting;

  @SuppressWarnings("NullAway.Init")
  private Delivery delivery;

  private long timer = -1;
  private long wakeMs;
  private boolean lookForOld;
  private boolean stopping;

  /**
   * Creates the verticle; deploy one instance as a worker.
   *
   * @param loop number under which its finished appends come back
   */
  public DelayVerticle(
      MessageStore store,
      StorageProxy storage,
      DelayProxy inbox,
      TopicTable topics,
      DelayStateKeeper keeper,
      DelayProgress progress,
      DelayStats stats,
      int loop,
      Clock clock) {
    this.store = store;
    this.storage = storage;
    this.inbox = inbox;
    this.topics = topics;
    this.keeper = keeper;
    this.progress = progress;
    this.stats = stats;
    this.loop = loop;
    this.clock = clock;
  }

  @Override
  public Future<?> start() throws Exception {
    DelayState saved = keeper.load();
    waiting = new WaitingMessages(store, topics, stats, clock, saved, keeper.copiesSince(saved));
    RecordAppends appends = new RecordAppends(vertx, storage, store.queues(), loop);
    delivery = new Delivery(vertx, waiting, appends, stats, this::batchDone);
    waiting.publish(progress, keeper.durable());
    LoopProxy.serve(vertx, loop, LoopProxy::finish);
    inbox.bell().onRing(this::rung);
    keeper.start(vertx);
    vertx.setPeriodic(TICK_MS, id -> tick());
    inbox.arrived();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    if (!delivery.isRunning()) {
      idle.tryComplete();
    }
    vertx.setTimer(STOP_LIMIT_MS, id -> idle.tryComplete());
    return idle.future().compose(done -> keeper.stop(waiting.isSettled() ? waiting.state() : null));
  }

  private void rung() {
    inbox.bell().rest();
    turn();
  }

  private void batchDone() {
    waiting.done();
    if (stopping) {
      idle.tryComplete();
    } else {
      turn();
    }
  }

  private void tick() {
    lookForOld = true;
    keeper.tick();
    turn();
  }

  /** Does what can be done now, and sees to it that it comes back for the rest. */
  private void turn() {
    if (delivery.isRunning() || stopping) {
      return;
    }
    boolean more = waiting.read();
    if (keeper.wantsState() && waiting.isSettled()) {
      keeper.offer(waiting.state(), delivery.count());
    }
    if (lookForOld) {
      waiting.publish(progress, keeper.durable());
    }
    List<DueMessage> due = waiting.take(lookForOld);
    lookForOld = due.stream().anyMatch(message -> message.kind() == DueMessage.Kind.ROLLED);
    if (!due.isEmpty()) {
      delivery.start(due);
    } else if (more) {
      inbox.arrived();
    } else {
      sleepUntil(waiting.nextDueMs(), clock.millis());
    }
  }

  private void sleepUntil(long nextDueMs, long now) {
    if (timer >= 0 && wakeMs <= nextDueMs && wakeMs > now) {
      // rings before it is needed, which does no harm
      return;
    }
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    if (nextDueMs < Long.MAX_VALUE) {
      long sleep = Math.max(1, Math.min(MAX_SLEEP_MS, nextDueMs - now));
      wakeMs = now + sleep;
      timer =
          vertx.setTimer(
              sleep,
              id -> {
                timer = -1;
                turn();
              });
    }
  }
}

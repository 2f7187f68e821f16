package io.cometmq.broker.pop;

import io.cometmq.bus.Doorbell;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.PopProxy;
import io.cometmq.bus.RecordAppends;
import io.cometmq.bus.ServiceLoop;
import io.cometmq.record.HostAddress;
import io.cometmq.store.MessageStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops what popping knows, does on its worker what event loops leave over, and looks
 * after what is due. Owned by its worker; what it works on is had in turns, see {@link PopTurn}.
 */
public final class PopVerticle extends VerticleBase {
  private static final long TICK_MS = 50;
  private static final long COMMIT_MS = 1_000;
  private static final long CATCH_UP_POLL_MS = 5;

  private final PopParts parts;
  private final PopProxy<PopEvent> inbox;
  private final PopTurn turn;
  private final LongAdder revived = new LongAdder();

  // set in start()
  private volatile @Nullable PopCore core;

  private volatile @Nullable OrderKeeper orders;

  // written by the launcher
  private volatile @Nullable HostAddress host;

  /** Creates the verticle; deploy one instance as a worker, after dispatch. */
  public PopVerticle(PopParts parts, PopProxy<PopEvent> inbox, PopTurn turn) {
    this.parts = parts;
    this.inbox = inbox;
    this.turn = turn;
  }

  /** Says where the broker is: records that it makes itself carry the address. From any thread. */
  public void listening(HostAddress address) {
    host = address;
  }

  /** Messages that were handed out and not acknowledged; any thread. */
  public int inFlight() {
    PopCore started = core;
    return started == null ? 0 : started.messagesInFlight();
  }

  /** Requests that wait for a message; any thread. */
  public int waiting() {
    PopCore started = core;
    return started == null ? 0 : started.callsWaiting();
  }

  /** Messages given again since the start; any thread. */
  public long revived() {
    return revived.sum();
  }

  @Override
  public Future<?> start() {
    MessageStore store = parts.store();
    int loop = ServiceLoop.POP.number(parts.loops());
    RecordAppends appends = new RecordAppends(vertx, parts.storage(), store.queues(), loop, turn);
    ReviveLog log =
        new ReviveLog(
            parts.reviveTopic(),
            parts.reviveQueues(),
            store.queues(),
            new ReviveRecords(parts.reviveTopic(), parts.broker(), parts.clock()),
            appends,
            loop);
    WorkerExecutor coldReads = vertx.createSharedWorkerExecutor("comet-cold-reads", 4);
    PopCore made = new PopCore(vertx, parts, log, turn, coldReads);
    core = made;
    LoopProxy.serve(vertx, loop, LoopProxy::finish);
    Promise<Void> ready = Promise.promise();
    awaitQueues(store, ready);
    return ready.future().compose(done -> begin(made, new Reviver(made, parts, appends, revived)));
  }

  private Future<?> begin(PopCore made, Reviver reviver) {
    OrderKeeper keeper =
        new OrderKeeper(
            made, parts.orderFile(), vertx.createSharedWorkerExecutor("comet-pop-files", 1));
    new PopRestore(parts.store(), made).run();
    try {
      keeper.restore();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    orders = keeper;
    made.endTurn();
    inbox.bell().onRing(this::drain);
    turn.open(made, event -> event.run(made));
    vertx.setPeriodic(TICK_MS, id -> turn.enter(PopTurn.NO_LOOP, () -> tick(made, reviver)));
    vertx.setPeriodic(COMMIT_MS, id -> turn.enter(PopTurn.NO_LOOP, made::keepUp));
    vertx.setPeriodic(
        OrderKeeper.INTERVAL_MS, id -> turn.enter(PopTurn.NO_LOOP, keeper::saveIfChanged));
    return Future.succeededFuture();
  }

  /** What is in the log must be in the queues before they are read. */
  private void awaitQueues(MessageStore store, Promise<Void> ready) {
    if (store.dispatcher().dispatchedPosition() >= store.visibleEnd()) {
      ready.complete();
    } else {
      vertx.setTimer(CATCH_UP_POLL_MS, id -> awaitQueues(store, ready));
    }
  }

  /** What has come until now is written before the broker goes away. */
  @Override
  public Future<?> stop() {
    PopCore started = Objects.requireNonNull(core);
    OrderKeeper keeper = orders;
    Promise<Object> stopped = Promise.promise();
    turn.enter(
        PopTurn.NO_LOOP,
        () -> {
          inbox.drain(event -> event.run(started), Integer.MAX_VALUE);
          started.lastTurn();
          started.endTurn();
          (keeper == null ? Future.succeededFuture() : keeper.saveLast())
              .otherwiseEmpty()
              .onComplete(saved -> stopped.complete());
        });
    return stopped.future();
  }

  /** Does what the event loops have left. */
  private void drain() {
    Doorbell bell = inbox.bell();
    if (turn.takeOnWorker()) {
      bell.rest();
      if (!turn.isIdle()) {
        bell.ring();
      }
    } else {
      bell.again();
    }
  }

  private void tick(PopCore started, Reviver reviver) {
    HostAddress address = host;
    if (address != null) {
      started.reviveLog().host(address);
      reviver.host(address);
    }
    started.waiters().expire(started.nowMs());
    started.waiters().wakeOrdered(started.nowMs());
    started.offsets().flush();
    reviver.run();
  }
}

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
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The pop context: owns what was handed out and not acknowledged, the requests that wait for
 * messages, and giving again what nobody acknowledged.
 */
public final class PopVerticle extends VerticleBase {
  private static final int EVENTS_PER_DRAIN = 256;
  private static final int DRAINS_PER_TURN = 4;
  private static final long TICK_MS = 50;
  private static final long COMMIT_MS = 1_000;
  private static final long CATCH_UP_POLL_MS = 5;

  private final PopParts parts;
  private final PopProxy<PopEvent> inbox;
  private final LongAdder revived = new LongAdder();
  private final MessagePassingQueue.Consumer<PopEvent> onEvent = this::onEvent;

  // set in start(), on the pop context
  @SuppressWarnings("NullAway.Init")
  private PopCore core;

  @SuppressWarnings("NullAway.Init")
  private Reviver reviver;

  private boolean noteTimer;

  // read by the metrics
  private volatile int inFlight;
  private volatile int waiting;

  // written by the launcher
  private volatile @Nullable HostAddress host;

  /** Creates the verticle; deploy one instance as a worker, after dispatch. */
  public PopVerticle(PopParts parts, PopProxy<PopEvent> inbox) {
    this.parts = parts;
    this.inbox = inbox;
  }

  /** Says where the broker is: records that it makes itself carry the address. From any thread. */
  public void listening(HostAddress address) {
    host = address;
  }

  /** Messages that were handed out and not acknowledged; any thread. */
  public int inFlight() {
    return inFlight;
  }

  /** Requests that wait for a message; any thread. */
  public int waiting() {
    return waiting;
  }

  /** Messages given again since the start; any thread. */
  public long revived() {
    return revived.sum();
  }

  @Override
  public Future<?> start() {
    WorkerExecutor coldReads = vertx.createSharedWorkerExecutor("comet-cold-reads", 4);
    MessageStore store = parts.store();
    int loop = ServiceLoop.POP.number(parts.loops());
    RecordAppends appends = new RecordAppends(vertx, parts.storage(), store.queues(), loop);
    ReviveRecords records = new ReviveRecords(parts.reviveTopic(), parts.broker(), parts.clock());
    ReviveLog log =
        new ReviveLog(parts.reviveTopic(), parts.reviveQueues(), store.queues(), records, appends);
    LoopProxy loops = new LoopProxy(vertx, parts.loops());
    core = new PopCore(parts, log, loops, loop, coldReads);
    reviver = new Reviver(core, parts, appends, revived);
    LoopProxy.serve(
        vertx,
        loop,
        batch -> {
          batch.forEach(task -> task.finish());
          endTurn();
        });
    Promise<Void> ready = Promise.promise();
    awaitQueues(store, ready);
    return ready
        .future()
        .onSuccess(
            done -> {
              new PopRestore(store, core).run();
              endTurn();
              inbox.bell().onRing(this::drain);
              vertx.setPeriodic(TICK_MS, id -> tick());
              vertx.setPeriodic(COMMIT_MS, id -> keepUp());
            });
  }

  /** What is in the log must be in the queues before they are read. */
  private void awaitQueues(MessageStore store, Promise<Void> ready) {
    if (store.dispatcher().dispatchedPosition() >= store.visibleEnd()) {
      ready.complete();
    } else {
      vertx.setTimer(CATCH_UP_POLL_MS, id -> awaitQueues(store, ready));
    }
  }

  @Override
  public Future<?> stop() {
    inbox.drain(onEvent, Integer.MAX_VALUE);
    core.lastTurn();
    return Future.succeededFuture();
  }

  private void drain() {
    Doorbell bell = inbox.bell();
    for (int i = 0; i < DRAINS_PER_TURN; i++) {
      boolean more = core.runLater();
      int events = inbox.drain(onEvent, EVENTS_PER_DRAIN);
      endTurn();
      if (events == 0 && !more) {
        bell.rest();
        if (!inbox.isEmpty()) {
          bell.ring();
        }
        return;
      }
    }
    bell.again();
  }

  private void onEvent(PopEvent event) {
    event.run(core);
  }

  private void tick() {
    HostAddress address = host;
    if (address != null) {
      core.reviveLog().host(address);
      reviver.host(address);
    }
    core.waiters().expire(core.nowMs());
    core.waiters().wakeOrdered(core.nowMs());
    core.runLater();
    reviver.run();
    endTurn();
  }

  private void writeNotes() {
    noteTimer = false;
    core.notes().write(core.nowMs());
    endTurn();
  }

  private void keepUp() {
    core.notes().retry();
    core.commitRevive();
    endTurn();
  }

  private void endTurn() {
    core.endTurn();
    if (core.notes().isWaiting() && !noteTimer) {
      noteTimer = true;
      vertx.setTimer(Notes.WAIT_MS, id -> writeNotes());
    }
    inFlight = core.inFlight().messages();
    waiting = core.waiters().size();
  }
}

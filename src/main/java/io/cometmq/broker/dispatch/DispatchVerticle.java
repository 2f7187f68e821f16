package io.cometmq.broker.dispatch;

import io.cometmq.broker.group.ClientConnection;
import io.cometmq.broker.group.GroupState;
import io.cometmq.bus.DelayProxy;
import io.cometmq.bus.DispatchEvent;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.Doorbell;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.LoopTask;
import io.cometmq.store.MessageStore;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.dispatch.LogDispatcher;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;

/**
 * The dispatch context: follows the log, builds consume queues and index, wakes the pulls that wait
 * for what arrived, and owns the state of clients, groups and offsets.
 */
public final class DispatchVerticle extends VerticleBase implements DispatchListener {
  /** Records per batch; each batch ends with the wake-ups it caused. */
  private static final int BATCH = 512;

  private static final int EVENTS_PER_TURN = 1_024;
  private static final int BATCHES_PER_TURN = 4;

  /** How late a held pull may be answered after its time is over. */
  private static final long HOLD_TICK_MS = 100;

  private static final long CLIENT_SWEEP_MS = 10_000;
  private static final long RETRY_MS = 1_000;

  private final MessageStore store;
  private final LogDispatcher dispatcher;
  private final DispatchProxy<GroupState> inbox;
  private final DelayProxy delays;
  private final GroupState groups;
  private final OffsetKeeper offsets;
  private final int loopCount;
  private final Clock clock;
  private final PullRequestHoldTable holds;
  private final TopicWatchTable watches = new TopicWatchTable();
  private final MessagePassingQueue.Consumer<DispatchEvent> onEvent = this::onEvent;
  private boolean retrying;

  // set in start(), on the dispatch context
  @SuppressWarnings("NullAway.Init")
  private LoopProxy loops;

  @SuppressWarnings("NullAway.Init")
  private Consumer<LoopTask> resume;

  // read by the metrics
  private volatile int heldPulls;

  /** Creates the verticle; deploy one instance as a worker. */
  public DispatchVerticle(
      MessageStore store,
      DispatchProxy<GroupState> inbox,
      DelayProxy delays,
      GroupState groups,
      OffsetKeeper offsets,
      int loopCount,
      Clock clock) {
    this.store = store;
    this.dispatcher = store.dispatcher();
    this.inbox = inbox;
    this.delays = delays;
    this.groups = groups;
    this.offsets = offsets;
    this.loopCount = loopCount;
    this.clock = clock;
    this.holds = new PullRequestHoldTable(store.commitLog());
  }

  /** Pulls that wait for a message now; from any thread. */
  public int heldPulls() {
    return heldPulls;
  }

  @Override
  public Future<?> start() {
    loops = new LoopProxy(vertx, loopCount);
    resume = loops::add;
    inbox.bell().onRing(this::drain);
    inbox.serve(groups, this::drainEvents);
    vertx.setPeriodic(HOLD_TICK_MS, id -> expireHolds());
    vertx.setPeriodic(CLIENT_SWEEP_MS, id -> sweepClients());
    offsets.start(vertx, groups.offsets());
    inbox.logGrew();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    drainEvents();
    while (store.dispatch(BATCH, this) > 0) {
      holds.arrivalsDone();
      loops.flush();
    }
    holds.releaseAll(resume);
    loops.flush();
    return offsets.stop();
  }

  @Override
  public void arrived(ConsumeQueue queue, long newMax, long tagsCode, long position, int size) {
    holds.arrived(queue, newMax, tagsCode, position, size, resume);
    if (queue.holdsDelayed()) {
      delays.arrived();
    }
    watches.arrived(queue.topic(), resume);
  }

  private void drain() {
    Doorbell bell = inbox.bell();
    for (int i = 0; i < BATCHES_PER_TURN; i++) {
      int events = drainEvents();
      int records = store.dispatch(BATCH, this);
      holds.arrivalsDone();
      heldPulls = holds.size();
      loops.flush();
      if (records < 0) {
        bell.rest();
        tryAgainLater();
        return;
      }
      if (events == 0 && records == 0) {
        bell.rest();
        if (!inbox.isEmpty() || dispatcher.dispatchedPosition() < store.visibleEnd()) {
          bell.ring();
        }
        return;
      }
    }
    bell.again();
  }

  /** What can't be written stays in the log; sends are refused until that works. */
  private void tryAgainLater() {
    if (retrying) {
      return;
    }
    retrying = true;
    vertx.setTimer(
        RETRY_MS,
        id -> {
          retrying = false;
          inbox.bell().ring();
        });
  }

  private int drainEvents() {
    return inbox.drain(onEvent, EVENTS_PER_TURN);
  }

  private void onEvent(DispatchEvent event) {
    if (event instanceof DispatchEvent.Park park) {
      holds.park(park.pull(), resume);
    } else if (event instanceof DispatchEvent.Watch added) {
      watches.add(added.watch(), resume);
    } else if (event instanceof DispatchEvent.Unwatch removed) {
      watches.remove(removed.watch());
    } else if (event instanceof DispatchEvent.CommitOffset commit) {
      groups.offsets().commit(commit.group(), commit.topic(), commit.queueId(), commit.offset());
    } else if (event instanceof DispatchEvent.Wake wake) {
      holds.wake(wake.queue(), resume);
    }
  }

  private void expireHolds() {
    holds.expire(clock.millis(), resume);
    heldPulls = holds.size();
    loops.flush();
  }

  private void sweepClients() {
    groups.expireClients(clock.millis()).forEach(ClientConnection::close);
  }
}

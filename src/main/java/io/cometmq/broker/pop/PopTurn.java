package io.cometmq.broker.pop;

import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.LoopTask;
import io.cometmq.bus.PopProxy;
import io.cometmq.bus.Turns;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turn to work on what popping knows. Safe for any thread. Whoever has it is the pop context:
 * an event loop that has just brought requests, so that most pops are answered without leaving
 * their thread, or the pop verticle's worker. Nobody ever waits for the turn: what is brought while
 * another has it is done by that one, or by the worker.
 */
public final class PopTurn implements Turns {
  /** Says that nothing is finished in place. */
  static final int NO_LOOP = -1;

  private static final int EVENTS = 64;
  private static final int ROUNDS = 4;
  private static final Logger LOG = LoggerFactory.getLogger(PopTurn.class);

  private final PopProxy<PopEvent> inbox;
  private final Queue<Runnable> works = new ConcurrentLinkedQueue<>();
  private final MessagePassingQueue.Consumer<PopEvent> onEvent = this::onEvent;

  // nobody can have it before the verticle has started
  private final AtomicBoolean taken = new AtomicBoolean(true);

  private volatile @Nullable TurnWork state;
  private volatile Consumer<PopEvent> handler = event -> {};

  /** Creates it; requests wait until {@link #open}. */
  public PopTurn(PopProxy<PopEvent> inbox) {
    this.inbox = inbox;
  }

  /**
   * Hands a request over; call {@link #take} after the last of a batch.
   *
   * @return false when too many wait; nothing was taken
   */
  public boolean offer(PopEvent event) {
    return inbox.offer(event);
  }

  /** Does what was handed over, unless somebody else is at it, who does it then. */
  public void take(int loop) {
    rounds(loop, false);
  }

  @Override
  public void enter(int loop, Runnable work) {
    works.add(work);
    take(loop);
  }

  /**
   * From now on there is something to work on.
   *
   * @param eventHandler does what requests ask for, within a turn
   */
  void open(TurnWork opened, Consumer<PopEvent> eventHandler) {
    handler = eventHandler;
    state = opened;
    taken.set(false);
    inbox.ring();
  }

  /** Does what is there, on the worker; whether nothing is left. */
  boolean takeOnWorker() {
    return rounds(NO_LOOP, true);
  }

  /** Whether nothing waits. */
  boolean isIdle() {
    return inbox.isEmpty() && works.isEmpty();
  }

  private boolean rounds(int loop, boolean worker) {
    List<LoopTask> finished = List.of();
    boolean done = false;
    for (int i = 0; i < ROUNDS && !done; i++) {
      if (!taken.compareAndSet(false, true)) {
        // who has it looks again afterwards
        done = true;
        break;
      }
      boolean more = false;
      try {
        TurnWork opened = state;
        if (opened != null) {
          more = round(opened, loop, worker);
          finished = joined(finished, opened.takeFinished());
        }
      } finally {
        taken.set(false);
      }
      if (more && !worker) {
        break;
      }
      done = !more && isIdle();
    }
    if (!done && !worker) {
      inbox.ring();
    }
    LoopProxy.finish(finished);
    return done;
  }

  private static List<LoopTask> joined(List<LoopTask> some, List<LoopTask> more) {
    if (some.isEmpty()) {
      return more;
    }
    some.addAll(more);
    return some;
  }

  /** Returns whether there is something left that the worker is to do. */
  private boolean round(TurnWork opened, int loop, boolean worker) {
    opened.begin(loop, worker);
    if (worker) {
      opened.runLater();
    }
    for (Runnable work = works.poll(); work != null; work = works.poll()) {
      run(work);
    }
    inbox.drain(onEvent, EVENTS);
    run(opened::endTurn);
    return opened.hasLater();
  }

  private void onEvent(PopEvent event) {
    try {
      handler.accept(event);
    } catch (RuntimeException e) {
      LOG.error("a request about popping failed", e);
    }
  }

  /** One bad request is no reason to leave the others. */
  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("a step of popping failed", e);
    }
  }
}

package io.cometmq.client.internal.wire;

import io.cometmq.net.LoopTurn;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The event loop that owns everything of one client. {@link #execute}, {@link #run} and {@link
 * #promise} are safe for any thread; the rest belongs to the loop.
 */
public final class ClientLoop {
  private final Vertx vertx;
  private final ContextInternal context;
  private final EventLoop netty;
  private final LoopTurn turn = new LoopTurn();
  private final Runnable endTurn = this::endTurn;
  private boolean endPlanned;

  /** Takes the event loop that it is created on, or another one. */
  public ClientLoop(Vertx vertx) {
    this.vertx = vertx;
    ContextInternal current = ContextInternal.current();
    this.context =
        current != null && current.isEventLoopContext()
            ? current.unwrap()
            : ((VertxInternal) vertx).createEventLoopContext();
    this.netty = context.nettyEventLoop();
  }

  /** The caller's context if it has one that is not this loop's, null otherwise. */
  public @Nullable ContextInternal otherContext() {
    ContextInternal current = ContextInternal.current();
    return current == null || current.unwrap() == context ? null : current;
  }

  /** Milliseconds of a clock that never goes back. */
  public static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  /** A promise whose result comes on the caller's context, if it has one. */
  public static <T> Promise<T> promise() {
    ContextInternal current = ContextInternal.current();
    return current == null ? Promise.promise() : current.promise();
  }

  /** Runs a task on the loop, at once when this is it; without a Vert.x context around it. */
  public void execute(Runnable task) {
    if (netty.inEventLoop()) {
      task.run();
    } else {
      netty.execute(task);
    }
  }

  /** Runs a task on the loop within its Vert.x context: for whatever opens sockets or timers. */
  public void run(Runnable task) {
    if (!netty.inEventLoop()) {
      netty.execute(() -> run(task));
      return;
    }
    ContextInternal previous = context.beginDispatch();
    try {
      task.run();
    } finally {
      context.endDispatch(previous);
    }
  }

  /** Whether the caller is on the loop. */
  public boolean isCurrent() {
    return netty.inEventLoop();
  }

  /** Runs a task on the loop, within its Vert.x context, after those that are waiting now. */
  public void soon(Runnable task) {
    netty.execute(() -> run(task));
  }

  /** Runs a task on the loop after a while; returns the timer's number. */
  public long later(long delayMs, Runnable task) {
    return context.setTimer(Math.max(1, delayMs), id -> task.run());
  }

  /** Runs a task on the loop again and again; returns the timer's number. */
  public long periodically(long intervalMs, Runnable task) {
    return context.setPeriodic(intervalMs, id -> task.run());
  }

  /** Ends a timer. */
  public void cancel(long timer) {
    vertx.cancelTimer(timer);
  }

  /** Does what takes long on a worker thread; the result comes on the loop. */
  public <T> Future<T> aside(Callable<T> work) {
    return context.executeBlocking(work, false);
  }

  /** What was written leaves once the tasks that are waiting now have written theirs. */
  public void flushSoon() {
    if (!endPlanned) {
      endPlanned = true;
      netty.execute(endTurn);
    }
  }

  /** Takes over the result of a future on the loop, for the context of whoever calls. */
  public <T> Future<T> forCaller(java.util.function.Supplier<Future<T>> work) {
    Promise<T> promise = promise();
    run(() -> work.get().onComplete(promise));
    return promise.future();
  }

  LoopTurn turn() {
    return turn;
  }

  Vertx vertx() {
    return vertx;
  }

  private void endTurn() {
    endPlanned = false;
    turn.end();
  }
}

package io.cometmq.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The workers that a thread has given tasks to and not woken yet. Owned by that thread.
 *
 * <p>Vert.x gives a task to a worker while it holds the lock that the worker takes first ({@code
 * io.vertx.core.impl.TaskQueue}). A worker that is woken at once takes the core if it shares it
 * with its waker, meets that lock and gives the core back: two switches of threads for nothing. So
 * a worker is woken when the lock has been let go of.
 */
public final class LateWakes {
  private static final ThreadLocal<LateWakes> OF_THREAD = ThreadLocal.withInitial(LateWakes::new);

  private final List<Thread> workers = new ArrayList<>();
  private int depth;

  private LateWakes() {}

  /**
   * Does something that may give tasks to workers, and wakes them when it is over or has failed.
   * Only workers of {@link WorkerPools} wait for that.
   */
  public static void after(Runnable giving) {
    LateWakes wakes = OF_THREAD.get();
    wakes.depth++;
    try {
      giving.run();
    } finally {
      wakes.depth--;
      wakes.wakeAll();
    }
  }

  /** Wakes a worker: now, or when what {@link #after} does on this thread is over. */
  static void wake(Thread worker) {
    LateWakes wakes = OF_THREAD.get();
    wakes.workers.add(worker);
    wakes.wakeAll();
  }

  private void wakeAll() {
    if (depth > 0) {
      return;
    }
    for (int i = 0; i < workers.size(); i++) {
      LockSupport.unpark(workers.get(i));
    }
    workers.clear();
  }
}

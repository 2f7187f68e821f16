package io.cometmq.bus;

import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one worker, without bounds and without locks. Safe for any thread that gives; one at
 * a time may wait. It is woken by {@link LateWakes}.
 */
final class WorkerQueue extends AbstractQueue<Runnable> implements BlockingQueue<Runnable> {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  // set before the last look at the tasks, and read after a task has been added: one sees the other
  private volatile @Nullable Thread waiting;

  @Override
  public boolean offer(Runnable task) {
    tasks.add(task);
    Thread worker = waiting;
    if (worker != null) {
      LateWakes.wake(worker);
    }
    return true;
  }

  @Override
  public void put(Runnable task) {
    offer(task);
  }

  @Override
  public boolean offer(Runnable task, long timeout, TimeUnit unit) {
    return offer(task);
  }

  @Override
  public Runnable take() throws InterruptedException {
    Runnable task = poll();
    while (task == null) {
      task = poll(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
    return task;
  }

  @Override
  public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    long start = System.nanoTime();
    waiting = Thread.currentThread();
    try {
      while (tasks.isEmpty() && left > 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.parkNanos(this, left);
        left = unit.toNanos(timeout) - (System.nanoTime() - start);
      }
    } finally {
      waiting = null;
    }
    return tasks.poll();
  }

  @Override
  public @Nullable Runnable poll() {
    return tasks.poll();
  }

  @Override
  public @Nullable Runnable peek() {
    return tasks.peek();
  }

  @Override
  public int remainingCapacity() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int drainTo(Collection<? super Runnable> into) {
    return drainTo(into, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(Collection<? super Runnable> into, int most) {
    for (int moved = 0; moved < most; moved++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return moved;
      }
      into.add(task);
    }
    return most;
  }

  @Override
  public Iterator<Runnable> iterator() {
    return tasks.iterator();
  }

  @Override
  public int size() {
    return tasks.size();
  }
}

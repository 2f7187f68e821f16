package io.cometmq.store.file;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Windows in the order in which they are asked to make room, as on a clock whose hand goes on where
 * it stopped: who was asked and stays is asked again after all others. Safe for any thread.
 */
final class WindowRing {
  private final ConcurrentLinkedQueue<MappedWindow> windows = new ConcurrentLinkedQueue<>();
  // the queue would have to count
  private final AtomicInteger size = new AtomicInteger();

  /** Adds a window that is asked after all others. */
  void add(MappedWindow window) {
    size.incrementAndGet();
    windows.add(window);
  }

  /** Takes the next one out, null when there is none. */
  @Nullable MappedWindow poll() {
    MappedWindow next = windows.poll();
    if (next != null) {
      size.decrementAndGet();
    }
    return next;
  }

  /** Takes out those that their cache has let go of for another reason. */
  void dropEvicted() {
    windows.removeIf(
        window -> {
          boolean goes = window.isEvicted();
          if (goes) {
            size.decrementAndGet();
          }
          return goes;
        });
  }

  /** Windows in it; a little less while others look at them. */
  int size() {
    return size.get();
  }
}

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
  private final AtomicInteger size = new AtomicInteger();

  /** Adds a new window, which is asked after all others. */
  void enter(MappedWindow window) {
    size.incrementAndGet();
    windows.add(window);
  }

  /** Says that one is evicted; it is taken out when it would be asked, or with the next sweep. */
  void left() {
    size.decrementAndGet();
  }

  /** Takes out the next one to be asked, null when there is none; if it stays it comes back. */
  @Nullable MappedWindow next() {
    return windows.poll();
  }

  /** Puts a window that stays behind all others. */
  void comeBack(MappedWindow window) {
    windows.add(window);
  }

  /** Takes out all that are evicted. */
  void sweep() {
    windows.removeIf(MappedWindow::isEvicted);
  }

  /** Windows that have entered and not left. */
  int size() {
    return size.get();
  }

  /** Windows that will be asked, counted one by one. */
  int waiting() {
    return windows.size();
  }
}

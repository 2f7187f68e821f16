package io.cometmq.tool.store;

import io.cometmq.util.Clock;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

/**
 * Says on the console how far long work has come, and when it is to end early. Owned by the main
 * thread.
 */
final class Progress {
  private static final long EVERY_MS = 500;
  private static final int LOOK_EVERY = 4_096;

  private final PrintWriter out;
  private final boolean shown;
  private final BooleanSupplier cancelled;
  private final Clock clock;
  private String work = "";
  private long begin;
  private long end;
  private long nextMs;
  private int calls;

  /**
   * Creates one.
   *
   * @param shown whether lines are written; somebody should be looking
   * @param cancelled asked now and then from the main thread
   */
  Progress(PrintWriter out, boolean shown, BooleanSupplier cancelled, Clock clock) {
    this.out = out;
    this.shown = shown;
    this.cancelled = cancelled;
    this.clock = clock;
  }

  /** Begins work that goes from one number to another. */
  void begin(String name, long from, long to) {
    work = name;
    begin = from;
    end = to;
    nextMs = clock.millis() + EVERY_MS;
  }

  /**
   * Tells how far it is.
   *
   * @return whether to go on
   */
  boolean at(long now) {
    calls++;
    if (calls % LOOK_EVERY != 0) {
      return true;
    }
    if (shown && clock.millis() >= nextMs) {
      nextMs = clock.millis() + EVERY_MS;
      out.print("\r" + work + " " + (now - begin) * 100 / Math.max(1, end - begin) + " %  ");
      out.flush();
    }
    return !cancelled.getAsBoolean();
  }

  /** Takes the line away. */
  void done() {
    if (shown) {
      out.print("\r" + " ".repeat(work.length() + 8) + "\r");
      out.flush();
    }
  }

  boolean isCancelled() {
    return cancelled.getAsBoolean();
  }
}

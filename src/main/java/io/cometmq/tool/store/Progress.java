package io.cometmq.tool.store;

import io.cometmq.tool.cli.Interrupt;
import io.cometmq.tool.cli.ProgressLine;

/** How far work on a store has come, and whether it is to end early. Owned by the main thread. */
final class Progress {
  private static final int LOOK_EVERY = 4_096;

  private final ProgressLine line;
  private final Interrupt interrupt;
  private String work = "";
  private long begin;
  private long end;
  private int calls;

  Progress(ProgressLine line, Interrupt interrupt) {
    this.line = line;
    this.interrupt = interrupt;
  }

  /** Begins work that goes from one number to another. */
  void begin(String name, long from, long to) {
    work = name;
    begin = from;
    end = to;
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
    if (line.isDue()) {
      line.show(work + " " + (now - begin) * 100 / Math.max(1, end - begin) + " %");
    }
    return !interrupt.isWanted();
  }

  /** Takes the line away. */
  void done() {
    line.clear();
  }

  boolean isCancelled() {
    return interrupt.isWanted();
  }
}

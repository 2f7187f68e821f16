package io.cometmq.tool.cli;

import io.cometmq.util.Clock;
import java.io.PrintWriter;

/**
 * The line on the error output that says how far long work is: one that changes on a terminal, a
 * new one each time elsewhere. Owned by the thread that writes it.
 */
public final class ProgressLine {
  private static final long EVERY_MS = 500;

  private final PrintWriter err;
  private final boolean shown;
  private final boolean terminal;
  private final Clock clock;
  private long nextMs;
  private int width;

  /**
   * Creates one.
   *
   * @param shown whether anything is written at all
   * @param terminal whether a line can be written over
   */
  public ProgressLine(PrintWriter err, boolean shown, boolean terminal, Clock clock) {
    this.err = err;
    this.shown = shown;
    this.terminal = terminal;
    this.clock = clock;
    this.nextMs = clock.millis() + EVERY_MS;
  }

  /** Whether it is time for another text; it is never when nothing is written. */
  public boolean isDue() {
    return shown && clock.millis() >= nextMs;
  }

  /** Writes a text in place of the last one, due or not. */
  public void show(String text) {
    if (!shown) {
      return;
    }
    nextMs = clock.millis() + EVERY_MS;
    if (terminal) {
      err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      width = text.length();
    } else {
      err.println(text);
    }
    err.flush();
  }

  /** Takes the line away, before something else is written. */
  public void clear() {
    if (width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }
}

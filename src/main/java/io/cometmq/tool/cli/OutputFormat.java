package io.cometmq.tool.cli;

import java.util.Locale;

/** How results are written. */
public enum OutputFormat {
  /** For people: aligned columns. */
  TABLE,
  /** For programs: one JSON object a line. */
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.cometmq.config;

/** One thing that is wrong with the settings: where it stands and how to mend it. Immutable. */
public record ConfigProblem(String source, String text) {
  @Override
  public String toString() {
    return source + ": " + text;
  }
}

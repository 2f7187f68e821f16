package io.cometmq.tool.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a look at a store found. Owned by who looks. Of many problems of a kind the first ones are
 * kept, and all are counted.
 */
final class Findings {
  private static final int KEPT = 100;

  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long problemCount;

  /** Something that should not be. */
  void problem(String text) {
    problemCount++;
    if (problems.size() < KEPT) {
      problems.add(text);
    }
  }

  /** Something that may surprise, and harms nothing. */
  void note(String text) {
    notes.add(text);
  }

  long problemCount() {
    return problemCount;
  }

  List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  List<String> notes() {
    return Collections.unmodifiableList(notes);
  }
}

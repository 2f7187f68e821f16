package io.cometmq.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What one kind of traffic sent and got. Safe for any thread.
 *
 * <p>A message is known by its text. Only what was acknowledged must arrive; what was sent without
 * an answer may.
 */
final class Ledger {
  private static final int NAMED = 5;

  private final String name;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  Ledger(String name) {
    this.name = name;
  }

  void acknowledged(String text) {
    acknowledged.add(text);
  }

  /** Counts a delivery; returns how often it has come now. */
  int delivered(String text) {
    return deliveries.merge(text, 1, Integer::sum);
  }

  void violation(String text) {
    violations.add(name + ": " + text);
  }

  /** Acknowledged messages that have not come. */
  List<String> missing() {
    return acknowledged.stream().filter(text -> !deliveries.containsKey(text)).sorted().toList();
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  /** What went wrong, in words; empty when nothing did. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(violations.stream().limit(NAMED).toList());
    if (violations.size() > NAMED) {
      problems.add(name + ": and " + (violations.size() - NAMED) + " more like these");
    }
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      problems.add(
          name
              + ": "
              + missing.size()
              + " acknowledged messages did not come, such as "
              + missing.subList(0, Math.min(NAMED, missing.size())));
    }
    return problems;
  }

  @Override
  public String toString() {
    int twice = (int) deliveries.values().stream().filter(times -> times > 1).count();
    return String.format(
        Locale.ROOT,
        "%-12s %7d acknowledged %7d delivered %6d of them more than once",
        name,
        acknowledged.size(),
        deliveries.size(),
        twice);
  }
}

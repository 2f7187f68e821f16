package io.cometmq.web;

import java.util.concurrent.ConcurrentHashMap;

/** So many at most for each key, such as an address. Safe for any thread. */
final class KeyedCounts {
  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();
  private final int most;

  KeyedCounts(int most) {
    this.most = most;
  }

  /** Counts one more, unless there are as many as may be. */
  boolean enter(String key) {
    if (counts.merge(key, 1, Integer::sum) <= most) {
      return true;
    }
    leave(key);
    return false;
  }

  /** One less. */
  void leave(String key) {
    counts.computeIfPresent(key, (known, now) -> now == 1 ? null : now - 1);
  }

  /** All of them. */
  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}

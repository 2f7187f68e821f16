package io.cometmq.web.remote;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Those who ask for the same while it is under way share the answer. Owned by one event loop. */
final class SharedAsks<K> {
  private final Map<K, Future<Long>> underway = new HashMap<>();

  /** The answer under way, or that of {@code ask}. */
  Future<Long> ask(K key, Supplier<Future<Long>> ask) {
    Future<Long> known = underway.get(key);
    if (known != null) {
      return known;
    }
    Future<Long> started = ask.get().onComplete(done -> underway.remove(key));
    if (!started.isComplete()) {
      underway.put(key, started);
    }
    return started;
  }
}

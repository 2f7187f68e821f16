package io.cometmq.broker.dispatch;

import io.cometmq.bus.TopicWatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Event loops that follow topics, one entry for each loop and topic. Owned by dispatch. */
final class TopicWatchTable {
  private final Map<String, List<TopicWatch>> byTopic = new HashMap<>();

  /** Enters a watch and tells it at once, for what came before it was here. */
  void add(TopicWatch watch, Consumer<? super TopicWatch> tell) {
    byTopic.computeIfAbsent(watch.topic(), topic -> new ArrayList<>(2)).add(watch);
    tell(watch, tell);
  }

  /** Takes a watch out. */
  void remove(TopicWatch watch) {
    byTopic.computeIfPresent(
        watch.topic(),
        (topic, watches) -> {
          watches.remove(watch);
          return watches.isEmpty() ? null : watches;
        });
  }

  /** A message of this topic can be read now. */
  void arrived(String topic, Consumer<? super TopicWatch> tell) {
    if (byTopic.isEmpty()) {
      return;
    }
    List<TopicWatch> watches = byTopic.get(topic);
    if (watches != null) {
      for (int i = 0; i < watches.size(); i++) {
        tell(watches.get(i), tell);
      }
    }
  }

  private static void tell(TopicWatch watch, Consumer<? super TopicWatch> tell) {
    if (watch.tell()) {
      tell.accept(watch);
    }
  }
}

package io.cometmq.broker.topic;

import io.cometmq.model.DataVersion;
import io.cometmq.model.Permission;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.util.Clock;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All topics of the broker. Written by the registration context; any thread reads single values.
 */
public final class TopicTable {
  private final ConcurrentHashMap<String, TopicConfig> topics = new ConcurrentHashMap<>();
  private final Clock clock;
  private volatile DataVersion version;

  /** Creates an empty table. */
  public TopicTable(Clock clock) {
    this.clock = clock;
    this.version = DataVersion.initial(clock.millis());
  }

  /** Takes over what was saved. */
  public void restore(Collection<TopicConfig> saved, DataVersion savedVersion) {
    saved.forEach(topic -> topics.put(topic.topicName(), topic));
    version = savedVersion;
  }

  /** A topic, null when there is none of that name; light topics are there without being listed. */
  public @Nullable TopicConfig find(String name) {
    TopicConfig known = topics.get(name);
    return known == null && TopicNames.isLight(name)
        ? TopicConfig.of(name, 1, Permission.READ | Permission.WRITE)
        : known;
  }

  /** All topics; a live view. */
  public Collection<TopicConfig> all() {
    return topics.values();
  }

  /** Changes with each change of a topic. */
  public DataVersion version() {
    return version;
  }

  /**
   * Adds or replaces a topic.
   *
   * @return false when it was there exactly so
   */
  public boolean put(TopicConfig topic) {
    if (topic.equals(topics.put(topic.topicName(), topic))) {
      return false;
    }
    version = version.next(clock.millis());
    return true;
  }

  /** Removes a topic; false when there was none. */
  public boolean remove(String name) {
    if (topics.remove(name) == null) {
      return false;
    }
    version = version.next(clock.millis());
    return true;
  }
}

package io.cometmq.broker.group;

import io.cometmq.model.DataVersion;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicNames;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Settings of the consumer groups. Written by the registration context; any thread reads. */
public final class SubscriptionGroupTable {
  private final ConcurrentHashMap<String, SubscriptionGroupConfig> groups =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Set<String>> forbidden = new ConcurrentHashMap<>();
  private final LongSupplier clock;
  private volatile DataVersion version;

  /**
   * Creates a table with the groups of RocketMQ's tools.
   *
   * @param clock milliseconds since the epoch
   */
  public SubscriptionGroupTable(LongSupplier clock) {
    this.clock = clock;
    this.version = DataVersion.initial(clock.getAsLong());
    TopicNames.SYSTEM_GROUPS.forEach(name -> groups.put(name, SubscriptionGroupConfig.of(name)));
  }

  /** Takes over what was saved. */
  public void restore(
      Collection<SubscriptionGroupConfig> saved,
      Map<String, Set<String>> savedForbidden,
      DataVersion savedVersion) {
    saved.forEach(group -> groups.put(group.groupName(), group));
    forbidden.putAll(savedForbidden);
    version = savedVersion;
  }

  /** A group, null when it is unknown. */
  public @Nullable SubscriptionGroupConfig find(String name) {
    return groups.get(name);
  }

  /** All groups; a live view. */
  public Collection<SubscriptionGroupConfig> all() {
    return groups.values();
  }

  /** Changes with each change of a group. */
  public DataVersion version() {
    return version;
  }

  /** Adds or replaces a group; false when it was there exactly so. */
  public boolean put(SubscriptionGroupConfig group) {
    if (group.equals(groups.put(group.groupName(), group))) {
      return false;
    }
    version = version.next(clock.getAsLong());
    return true;
  }

  /** Whether a group must not read a topic. */
  public boolean isForbidden(String group, String topic) {
    if (forbidden.isEmpty()) {
      return false;
    }
    Set<String> topics = forbidden.get(group);
    return topics != null && topics.contains(topic);
  }

  /** The topics that groups must not read; a copy. */
  public Map<String, Set<String>> forbidden() {
    return Map.copyOf(forbidden);
  }

  /** Says whether a group must not read a topic; false when that was said already. */
  public boolean forbid(String group, String topic, boolean forbids) {
    Set<String> topics = new TreeSet<>(forbidden.getOrDefault(group, Set.of()));
    if (forbids ? !topics.add(topic) : !topics.remove(topic)) {
      return false;
    }
    if (topics.isEmpty()) {
      forbidden.remove(group);
    } else {
      forbidden.put(group, Set.copyOf(topics));
    }
    version = version.next(clock.getAsLong());
    return true;
  }

  /** Removes a group; false when there was none. */
  public boolean remove(String name) {
    if (groups.remove(name) == null) {
      return false;
    }
    version = version.next(clock.getAsLong());
    return true;
  }
}

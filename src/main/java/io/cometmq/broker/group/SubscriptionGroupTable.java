package io.cometmq.broker.group;

import io.cometmq.model.DataVersion;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicNames;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Settings of the consumer groups. Written by the registration context; any thread reads. */
public final class SubscriptionGroupTable {
  private final ConcurrentHashMap<String, SubscriptionGroupConfig> groups =
      new ConcurrentHashMap<>();
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
  public void restore(Collection<SubscriptionGroupConfig> saved, DataVersion savedVersion) {
    saved.forEach(group -> groups.put(group.groupName(), group));
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

  /** Removes a group; false when there was none. */
  public boolean remove(String name) {
    if (groups.remove(name) == null) {
      return false;
    }
    version = version.next(clock.getAsLong());
    return true;
  }
}

package io.cometmq.broker.group;

import io.cometmq.filter.FilterException;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.MessageModel;
import io.cometmq.model.SubscriptionData;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer groups with members. Written by the dispatch context; any thread reads. */
public final class ConsumerGroupTable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroupTable.class);

  private final ConcurrentHashMap<String, ConsumerGroup> groups = new ConcurrentHashMap<>();

  /** A member's say about its group. Immutable. */
  public record Joining(
      String group,
      ClientInfo client,
      ConsumeType consumeType,
      MessageModel messageModel,
      ConsumeFromWhere consumeFromWhere,
      List<SubscriptionData> subscriptions,
      int fingerprint) {}

  /** A group, null when nobody of it is connected. */
  public @Nullable ConsumerGroup find(String name) {
    return groups.get(name);
  }

  /** All groups; a live view. */
  public Collection<ConsumerGroup> all() {
    return groups.values();
  }

  /**
   * Takes over what a member says.
   *
   * @return whether members or subscriptions have changed, so that the others must be told
   */
  boolean join(Joining joining) {
    ConsumerGroup known = groups.get(joining.group());
    Map<ClientConnection, ClientInfo> members = new HashMap<>();
    Map<String, SubscriptionData> subscriptions = new HashMap<>();
    Map<String, MessageFilter> filters = new HashMap<>();
    if (known != null) {
      members.putAll(known.members());
      subscriptions.putAll(known.subscriptions());
      filters.putAll(known.filters());
    }
    boolean changed = members.put(joining.client().connection(), joining.client()) == null;
    changed |= subscribe(joining, subscriptions, filters);
    groups.put(
        joining.group(),
        new ConsumerGroup(
            joining.group(),
            joining.consumeType(),
            joining.messageModel(),
            joining.consumeFromWhere(),
            subscriptions,
            filters,
            members,
            joining.fingerprint()));
    return changed;
  }

  private static boolean subscribe(
      Joining joining, Map<String, SubscriptionData> known, Map<String, MessageFilter> filters) {
    Set<String> topics = new HashSet<>();
    boolean changed = false;
    for (SubscriptionData data : joining.subscriptions()) {
      topics.add(data.topic());
      SubscriptionData before = known.get(data.topic());
      if (before == null || data.subVersion() > before.subVersion()) {
        known.put(data.topic(), data);
        compile(joining.group(), data, filters);
        changed |= before == null || !before.subString().equals(data.subString());
      }
    }
    filters.keySet().retainAll(topics);
    return known.keySet().retainAll(topics) || changed;
  }

  private static void compile(
      String group, SubscriptionData data, Map<String, MessageFilter> filters) {
    try {
      filters.put(data.topic(), MessageFilter.of(data));
    } catch (FilterException e) {
      filters.remove(data.topic());
      LOG.warn(
          "group {} gets nothing of topic {} until its subscription is mended: {}",
          group,
          data.topic(),
          e.getMessage());
    }
  }

  /** Notes that a member is still there; false when it is not known. */
  boolean refresh(String group, ClientInfo client) {
    ConsumerGroup known = groups.get(group);
    if (known == null || !known.members().containsKey(client.connection())) {
      return false;
    }
    Map<ClientConnection, ClientInfo> members = new HashMap<>(known.members());
    members.put(client.connection(), client);
    groups.put(group, known.withMembers(members));
    return true;
  }

  /** Removes a member; false when it was none. */
  boolean leave(String group, ClientConnection connection) {
    ConsumerGroup known = groups.get(group);
    if (known == null || !known.members().containsKey(connection)) {
      return false;
    }
    Map<ClientConnection, ClientInfo> members = new HashMap<>(known.members());
    members.remove(connection);
    if (members.isEmpty()) {
      groups.remove(group);
    } else {
      groups.put(group, known.withMembers(members));
    }
    return true;
  }
}

package io.cometmq.broker.group;

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

/** The consumer groups with members. Written by the dispatch context; any thread reads. */
public final class ConsumerGroupTable {
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

  /** What a group wants of a topic, null when nobody has told. */
  public @Nullable SubscriptionData subscription(String group, String topic) {
    ConsumerGroup known = groups.get(group);
    return known == null ? null : known.subscriptions().get(topic);
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
    if (known != null) {
      members.putAll(known.members());
      subscriptions.putAll(known.subscriptions());
    }
    boolean changed = members.put(joining.client().connection(), joining.client()) == null;
    changed |= subscribe(subscriptions, joining.subscriptions());
    groups.put(
        joining.group(),
        new ConsumerGroup(
            joining.group(),
            joining.consumeType(),
            joining.messageModel(),
            joining.consumeFromWhere(),
            subscriptions,
            members,
            joining.fingerprint()));
    return changed;
  }

  private static boolean subscribe(
      Map<String, SubscriptionData> known, List<SubscriptionData> told) {
    Set<String> topics = new HashSet<>();
    boolean changed = false;
    for (SubscriptionData data : told) {
      topics.add(data.topic());
      SubscriptionData before = known.get(data.topic());
      if (before == null || data.subVersion() > before.subVersion()) {
        known.put(data.topic(), data);
        changed |= before == null || !before.subString().equals(data.subString());
      }
    }
    return known.keySet().retainAll(topics) || changed;
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

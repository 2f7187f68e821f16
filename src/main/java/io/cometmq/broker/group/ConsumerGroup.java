package io.cometmq.broker.group;

import io.cometmq.filter.MessageFilter;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.MessageModel;
import io.cometmq.model.SubscriptionData;
import java.util.List;
import java.util.Map;

/**
 * A consumer group with members that are connected now. Immutable; changes make a new one.
 *
 * @param subscriptions what the group wants, by topic: the newest that any member told
 * @param filters the same, compiled; without those whose expression is wrong
 * @param fingerprint hash of the subscriptions that the last full heartbeat carried
 */
public record ConsumerGroup(
    String name,
    ConsumeType consumeType,
    MessageModel messageModel,
    ConsumeFromWhere consumeFromWhere,
    Map<String, SubscriptionData> subscriptions,
    Map<String, MessageFilter> filters,
    Map<ClientConnection, ClientInfo> members,
    int fingerprint) {
  /** Copies the maps. */
  public ConsumerGroup {
    subscriptions = Map.copyOf(subscriptions);
    filters = Map.copyOf(filters);
    members = Map.copyOf(members);
  }

  /** The members' ids, sorted. */
  public List<String> clientIds() {
    return members.values().stream().map(ClientInfo::clientId).sorted().toList();
  }

  ConsumerGroup withMembers(Map<ClientConnection, ClientInfo> others) {
    return new ConsumerGroup(
        name,
        consumeType,
        messageModel,
        consumeFromWhere,
        subscriptions,
        filters,
        others,
        fingerprint);
  }
}

package io.cometmq.broker.group;

import io.cometmq.model.MessageModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything about clients and groups that the dispatch context owns. */
public final class GroupState {
  private static final long CLIENT_TIMEOUT_MS = 120_000;

  private final ConsumerGroupTable consumers = new ConsumerGroupTable();
  private final SubscriptionConflicts conflicts = new SubscriptionConflicts();
  private final ProducerTable producers = new ProducerTable();
  private final ConsumerOffsetTable offsets = new ConsumerOffsetTable();
  private final QueueLockTable locks = new QueueLockTable();
  private final Map<ClientConnection, Membership> memberships = new HashMap<>();

  /** The groups that came over one connection. */
  private static final class Membership {
    final Set<String> consumerGroups = new HashSet<>();
    final Set<String> producerGroups = new HashSet<>();

    /** Groups that this member is still to be told of. */
    final Set<String> untold = new HashSet<>();

    long lastUpdateMs;
  }

  /** Consumer groups and their members. */
  public ConsumerGroupTable consumers() {
    return consumers;
  }

  /** Members that contradict each other. */
  public SubscriptionConflicts conflicts() {
    return conflicts;
  }

  /** Producers. */
  public ProducerTable producers() {
    return producers;
  }

  /** How far groups have come. */
  public ConsumerOffsetTable offsets() {
    return offsets;
  }

  /** Queues that clients have to themselves. */
  public QueueLockTable locks() {
    return locks;
  }

  /** A producer says that it is there. */
  public void joinProducers(String group, ClientInfo client) {
    membership(client).producerGroups.add(group);
    producers.join(group, client);
  }

  /**
   * A consumer says that it is there.
   *
   * @param notify whether the members are told of a change
   * @return whether there was one. The others have been told then; this member hears of it, and of
   *     what changes meanwhile, by {@link #tellJoined}, which the caller owes it: see {@code
   *     docs/architecture.md}
   */
  public boolean joinConsumers(ConsumerGroupTable.Joining joining, boolean notify) {
    if (joining.client().connection().isClosed()) {
      // it went away while its heartbeat was on the way here
      return false;
    }
    Membership membership = membership(joining.client());
    membership.consumerGroups.add(joining.group());
    conflicts.told(joining);
    if (!consumers.join(joining) || !notify || joining.messageModel() != MessageModel.CLUSTERING) {
      return false;
    }
    membership.untold.add(joining.group());
    notifyMembers(joining.group());
    return true;
  }

  /** Tells a member that has its answer of the groups that its heartbeat has changed. */
  public void tellJoined(ClientConnection connection, List<String> groups) {
    Membership membership = memberships.get(connection);
    for (String group : groups) {
      if (membership != null && membership.untold.remove(group)) {
        connection.notifyConsumerIdsChanged(group);
      }
    }
  }

  /**
   * A consumer says that it is there, and leaves its subscriptions out.
   *
   * @return whether it must send them: it is not known, or they may have changed
   */
  public boolean refreshConsumer(String group, ClientInfo client, int fingerprint) {
    ConsumerGroup known = consumers.find(group);
    if (known == null || !consumers.refresh(group, client)) {
      return true;
    }
    membership(client);
    return known.fingerprint() != fingerprint;
  }

  private Membership membership(ClientInfo client) {
    Membership membership =
        memberships.computeIfAbsent(client.connection(), missing -> new Membership());
    membership.lastUpdateMs = client.lastUpdateMs();
    return membership;
  }

  /** A client leaves a producer group. */
  public void leaveProducers(String group, ClientConnection connection) {
    producers.leave(group, connection);
  }

  /** A client leaves a consumer group. */
  public void leaveConsumers(String group, ClientConnection connection, boolean notify) {
    Membership membership = memberships.get(connection);
    if (membership != null) {
      membership.untold.remove(group);
    }
    locks.release(group, connection);
    conflicts.left(group, connection);
    if (consumers.leave(group, connection) && notify) {
      notifyMembers(group);
    }
  }

  /** A connection is gone, and all of its memberships with it. */
  public void connectionClosed(ClientConnection connection) {
    locks.release(connection);
    Membership membership = memberships.remove(connection);
    if (membership != null) {
      membership.producerGroups.forEach(group -> producers.leave(group, connection));
      membership.consumerGroups.forEach(group -> leaveConsumers(group, connection, true));
    }
  }

  /** Removes clients that were silent for too long; their connections are to be closed. */
  public List<ClientConnection> expireClients(long nowMs) {
    List<ClientConnection> expired = new ArrayList<>();
    memberships.forEach(
        (connection, membership) -> {
          if (membership.lastUpdateMs + CLIENT_TIMEOUT_MS < nowMs) {
            expired.add(connection);
          }
        });
    expired.forEach(this::connectionClosed);
    return expired;
  }

  private void notifyMembers(String group) {
    ConsumerGroup known = consumers.find(group);
    if (known != null && known.messageModel() == MessageModel.CLUSTERING) {
      for (ClientConnection member : known.members().keySet()) {
        Membership membership = memberships.get(member);
        if (membership == null || !membership.untold.contains(group)) {
          member.notifyConsumerIdsChanged(group);
        }
      }
    }
  }
}

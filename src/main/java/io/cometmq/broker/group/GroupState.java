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
   * @param notify whether the other members are told of a change
   * @return whether there was one that this member is to be told of, too, but not before it has its
   *     answer: see {@code docs/architecture.md}
   */
  public boolean joinConsumers(ConsumerGroupTable.Joining joining, boolean notify) {
    ClientConnection connection = joining.client().connection();
    if (connection.isClosed()) {
      // it went away while its heartbeat was on the way here
      return false;
    }
    membership(joining.client()).consumerGroups.add(joining.group());
    conflicts.told(joining);
    return consumers.join(joining) && notify && notifyMembers(joining.group(), connection);
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
    locks.release(group, connection);
    conflicts.left(group, connection);
    if (consumers.leave(group, connection) && notify) {
      notifyMembers(group, connection);
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

  /** Tells all but one; false when this group's members need not know of each other. */
  private boolean notifyMembers(String group, ClientConnection except) {
    ConsumerGroup known = consumers.find(group);
    if (known == null || known.messageModel() != MessageModel.CLUSTERING) {
      return false;
    }
    for (ClientConnection member : known.members().keySet()) {
      if (!member.equals(except)) {
        member.notifyConsumerIdsChanged(group);
      }
    }
    return true;
  }
}

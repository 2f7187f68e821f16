package io.cometmq.broker.group;

import io.cometmq.model.MessageQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which client has which queue to itself, for consumption in order. Written by the dispatch
 * context; any thread may ask {@link #isLocking}. Kept in memory only, as in RocketMQ: after a
 * restart the clients lock again.
 */
public final class QueueLockTable {
  /** A lock that is not renewed for so long, in milliseconds, may be taken by another client. */
  public static final long LEASE_MS = 60_000;

  private record Lock(String clientId, ClientConnection connection, long renewedMs) {
    boolean isOver(long nowMs) {
      return nowMs - renewedMs > LEASE_MS;
    }
  }

  private final Map<String, Map<MessageQueue, Lock>> groups = new HashMap<>();
  // for each group with locks the time of the last renewal
  private final ConcurrentHashMap<String, Long> renewals = new ConcurrentHashMap<>();

  /**
   * Locks queues for a client, or renews its locks.
   *
   * @param connection the locks go with it
   * @return the queues that are the client's now
   */
  public List<MessageQueue> lock(
      String group,
      String clientId,
      ClientConnection connection,
      Collection<MessageQueue> queues,
      long nowMs) {
    if (connection.isClosed()) {
      // it went away while its request was on the way here
      return List.of();
    }
    Map<MessageQueue, Lock> locks = groups.computeIfAbsent(group, missing -> new HashMap<>());
    List<MessageQueue> own = new ArrayList<>();
    for (MessageQueue queue : queues) {
      Lock held = locks.get(queue);
      if (held == null || held.isOver(nowMs) || held.clientId().equals(clientId)) {
        locks.put(queue, new Lock(clientId, connection, nowMs));
        own.add(queue);
      }
    }
    if (!own.isEmpty()) {
      renewals.put(group, nowMs);
    }
    return own;
  }

  /** Gives back a client's locks of these queues. */
  public void unlock(String group, String clientId, Collection<MessageQueue> queues) {
    Map<MessageQueue, Lock> locks = groups.get(group);
    if (locks != null) {
      locks
          .entrySet()
          .removeIf(
              entry ->
                  entry.getValue().clientId().equals(clientId) && queues.contains(entry.getKey()));
      forgetIfEmpty(group, locks);
    }
  }

  /** Gives back all locks that came over a connection. */
  public void release(ClientConnection connection) {
    for (String group : List.copyOf(groups.keySet())) {
      release(group, connection);
    }
  }

  /** Gives back a group's locks that came over a connection. */
  public void release(String group, ClientConnection connection) {
    Map<MessageQueue, Lock> locks = groups.get(group);
    if (locks != null) {
      locks.values().removeIf(lock -> lock.connection().equals(connection));
      forgetIfEmpty(group, locks);
    }
  }

  /** The client that has a queue to itself now, null for none. */
  public @Nullable String owner(String group, MessageQueue queue, long nowMs) {
    Map<MessageQueue, Lock> locks = groups.get(group);
    Lock lock = locks == null ? null : locks.get(queue);
    return lock == null || lock.isOver(nowMs) ? null : lock.clientId();
  }

  /** Whether a group has locked queues, so that it consumes in order; from any thread. */
  public boolean isLocking(String group, long nowMs) {
    Long renewed = renewals.get(group);
    return renewed != null && nowMs - renewed <= LEASE_MS;
  }

  private void forgetIfEmpty(String group, Map<MessageQueue, Lock> locks) {
    if (locks.isEmpty()) {
      groups.remove(group);
      renewals.remove(group);
    }
  }
}

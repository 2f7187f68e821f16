package io.cometmq.broker.group;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The producers that are connected, by group. Written by the dispatch context; any thread reads.
 */
public final class ProducerTable {
  private final ConcurrentHashMap<String, Map<ClientConnection, ClientInfo>> groups =
      new ConcurrentHashMap<>();

  /** The producers of a group; empty when there are none. */
  public Collection<ClientInfo> find(String group) {
    return groups.getOrDefault(group, Map.of()).values();
  }

  /** Names of all groups; a live view. */
  public Set<String> groups() {
    return groups.keySet();
  }

  /** Connection of the producer with this client id, null when there is none. */
  public @Nullable ClientConnection connection(String clientId) {
    for (Map<ClientConnection, ClientInfo> members : groups.values()) {
      for (ClientInfo member : members.values()) {
        if (member.clientId().equals(clientId) && !member.connection().isClosed()) {
          return member.connection();
        }
      }
    }
    return null;
  }

  void join(String group, ClientInfo client) {
    Map<ClientConnection, ClientInfo> members = new HashMap<>(groups.getOrDefault(group, Map.of()));
    members.put(client.connection(), client);
    groups.put(group, Map.copyOf(members));
  }

  void leave(String group, ClientConnection connection) {
    Map<ClientConnection, ClientInfo> members = new HashMap<>(groups.getOrDefault(group, Map.of()));
    members.remove(connection);
    if (members.isEmpty()) {
      groups.remove(group);
    } else {
      groups.put(group, Map.copyOf(members));
    }
  }
}

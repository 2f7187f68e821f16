package io.cometmq.broker.group;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

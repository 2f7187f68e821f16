package io.cometmq.broker.connection.handler;

import io.cometmq.net.Connection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The clients whose connections one event loop serves. Owned by that event loop. */
final class RemoteClients {
  private final Map<Connection, RemoteClient> clients = new HashMap<>();

  /** The client at the other end; the same for each call with the same connection. */
  RemoteClient of(Connection connection) {
    return clients.computeIfAbsent(connection, RemoteClient::new);
  }

  /** The client if {@link #of} was called for it. */
  @Nullable RemoteClient find(Connection connection) {
    return clients.get(connection);
  }

  /** Forgets a connection; null if {@link #of} was never called for it. */
  @Nullable RemoteClient remove(Connection connection) {
    return clients.remove(connection);
  }
}

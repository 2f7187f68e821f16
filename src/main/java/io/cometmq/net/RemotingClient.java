package io.cometmq.net;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.codec.RemotingFrame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls other servers: one connection per address, opened when first needed and again after it was
 * lost. Owned by the context it is created on.
 */
public final class RemotingClient {
  private static final int CONNECT_TIMEOUT_MS = 3_000;

  private final Connector connector;
  private final Map<String, Future<Connection>> connections = new HashMap<>();

  /** Creates a client without connections. */
  public RemotingClient(Vertx vertx, int maxFrameBytes) {
    this.connector = new Connector(vertx, CONNECT_TIMEOUT_MS, maxFrameBytes);
  }

  /**
   * Sends a request to {@code host:port}.
   *
   * @return the answer; fails when there is no connection or no answer in time
   */
  public Future<RemotingCommand> invoke(String address, RemotingCommand request, long timeoutMs) {
    return connect(address).compose(connection -> connection.invoke(request, timeoutMs));
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return connector.close();
  }

  private Future<Connection> connect(String address) {
    Future<Connection> known = connections.get(address);
    if (known != null && !known.failed() && !(known.succeeded() && known.result().isClosed())) {
      return known;
    }
    Future<Connection> connecting = connector.connect(address, new LoopTurn(), new NoRequests());
    connections.put(address, connecting);
    return connecting;
  }

  /** A server that asks us something is not answered. */
  private static final class NoRequests implements FrameListener {
    @Override
    public void onFrame(Connection connection, RemotingFrame frame) {
      frame.release();
    }

    @Override
    public void onClose(Connection connection) {
      // the next call opens a new connection; the pending ones have been failed already
    }
  }
}

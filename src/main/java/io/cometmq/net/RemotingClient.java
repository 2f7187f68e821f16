package io.cometmq.net;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.codec.RemotingFrameDecoder;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls other servers: one connection per address, opened when first needed and again after it was
 * lost. Owned by the context it is created on.
 */
public final class RemotingClient {
  private static final int CONNECT_TIMEOUT_MS = 3_000;

  private final Vertx vertx;
  private final NetClient client;
  private final int maxFrameBytes;
  private final RemotingStats stats = new RemotingStats();
  private final Map<String, Future<Connection>> connections = new HashMap<>();

  /** Creates a client without connections. */
  public RemotingClient(Vertx vertx, int maxFrameBytes) {
    this.vertx = vertx;
    this.maxFrameBytes = maxFrameBytes;
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS).setTcpNoDelay(true));
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
    return client.close();
  }

  private Future<Connection> connect(String address) {
    Future<Connection> known = connections.get(address);
    if (known != null && !known.failed() && !(known.succeeded() && known.result().isClosed())) {
      return known;
    }
    int colon = address.lastIndexOf(':');
    if (colon <= 0) {
      return Future.failedFuture(
          new IllegalArgumentException("address '" + address + "' is not host:port"));
    }
    SocketAddress target =
        SocketAddress.inetSocketAddress(
            Integer.parseInt(address.substring(colon + 1)), address.substring(0, colon));
    Future<Connection> connecting = client.connect(target).map(this::open);
    connections.put(address, connecting);
    return connecting;
  }

  private Connection open(NetSocket socket) {
    ChannelHandlerContext last = ((NetSocketInternal) socket).channelHandlerContext();
    LoopTurn turn = new LoopTurn();
    Connection connection = new Connection(vertx, ContextInternal.current(), last, turn);
    stats.onOpen();
    last.pipeline()
        .addBefore(
            PipelineNames.VERTX,
            PipelineNames.FRAME_DECODER,
            new RemotingFrameDecoder(maxFrameBytes));
    last.pipeline()
        .addBefore(
            PipelineNames.VERTX,
            PipelineNames.CONNECTION,
            new ConnectionHandler(connection, turn, new Answers(), stats));
    return connection;
  }

  /** Takes answers only; a server that asks us something is not answered. */
  private static final class Answers implements FrameListener {
    @Override
    public void onFrame(Connection connection, RemotingFrame frame) {
      if (frame.header().isResponse()) {
        RemotingCommand response = frame.toCommand();
        frame.release();
        connection.complete(response);
      } else {
        frame.release();
      }
    }

    @Override
    public void onClose(Connection connection) {
      // the next call opens a new connection; the pending ones have been failed already
    }
  }
}

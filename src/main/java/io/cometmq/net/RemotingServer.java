package io.cometmq.net;

import io.cometmq.protocol.codec.RemotingFrameDecoder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Listens on a port and gives the frames of each connection to a {@link RequestRouter}. Owned by
 * the event loop it is started on; several instances on one port share its connections among them.
 */
public final class RemotingServer {
  private static final long IDLE_SWEEP_MS = 10_000;

  /**
   * How to listen.
   *
   * @param host address to bind
   * @param port port to bind, 0 for a free one; a negative number for a free one that all servers
   *     with that number share
   * @param maxFrameBytes longest frame taken, length field included
   * @param idleMs time without a byte in either direction after which a connection is closed
   */
  public record Options(String host, int port, int maxFrameBytes, long idleMs) {}

  private final Vertx vertx;
  private final Options options;
  private final RequestRouter router;
  private final LoopTurn turn;
  private final RemotingStats stats;
  private final NetServer server;
  private final Set<Connection> connections = new HashSet<>();
  private boolean accepting;
  private long sweepTimer = -1;

  /** Creates a server that does not listen yet. */
  public RemotingServer(
      Vertx vertx, Options options, RequestRouter router, LoopTurn turn, RemotingStats stats) {
    this.vertx = vertx;
    this.options = options;
    this.router = router;
    this.turn = turn;
    this.stats = stats;
    this.server =
        vertx.createNetServer(
            new NetServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setAcceptBacklog(1024));
    router.onConnectionClosed(connections::remove);
  }

  /** Starts to listen; the result is the port. */
  public Future<Integer> listen() {
    server.connectHandler(this::accept);
    return server
        .listen()
        .map(
            bound -> {
              sweepTimer = vertx.setPeriodic(IDLE_SWEEP_MS, id -> closeIdle());
              return bound.actualPort();
            });
  }

  /** From now on connections are served; until then they are closed at once. */
  public void startAccepting() {
    accepting = true;
  }

  /** New connections are closed at once from now on; the open ones stay. */
  public void stopAccepting() {
    accepting = false;
  }

  /** Closes what is still open. */
  public Future<Void> close() {
    vertx.cancelTimer(sweepTimer);
    connections().forEach(Connection::close);
    return server.close();
  }

  /** The open connections of this event loop; a copy. */
  public List<Connection> connections() {
    return new ArrayList<>(connections);
  }

  private void accept(NetSocket socket) {
    if (!accepting) {
      socket.close();
      return;
    }
    ChannelHandlerContext last = ((NetSocketInternal) socket).channelHandlerContext();
    last.channel().config().setAllocator(FrameMemory.SHARED);
    Connection connection = new Connection(ContextInternal.current(), last, turn);
    connection.gather();
    connections.add(connection);
    stats.onOpen();
    ChannelPipeline pipeline = last.pipeline();
    pipeline.addBefore(
        PipelineNames.VERTX,
        PipelineNames.FRAME_DECODER,
        new RemotingFrameDecoder(options.maxFrameBytes()));
    pipeline.addBefore(
        PipelineNames.VERTX,
        PipelineNames.CONNECTION,
        new ConnectionHandler(connection, turn, router, stats));
  }

  private void closeIdle() {
    long oldest = System.currentTimeMillis() - options.idleMs();
    for (Connection connection : connections()) {
      if (connection.lastActiveMs() < oldest) {
        stats.onIdleClose();
        connection.close();
      }
    }
  }
}

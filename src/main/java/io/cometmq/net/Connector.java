package io.cometmq.net;

import io.cometmq.protocol.codec.FrameSigner;
import io.cometmq.protocol.codec.RemotingFrameDecoder;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens connections to other servers. Owned by the context it is used on. */
public final class Connector {
  private final NetClient client;
  private final @Nullable ClientSSLOptions tls;
  private final @Nullable Supplier<FrameSigner> signers;
  private final int maxFrameBytes;
  private final RemotingStats stats = new RemotingStats();

  /**
   * Creates a connector.
   *
   * @param maxFrameBytes longest frame taken, length field included
   */
  public Connector(Vertx vertx, int connectTimeoutMs, int maxFrameBytes) {
    this(vertx, connectTimeoutMs, maxFrameBytes, null, null);
  }

  /**
   * Creates a connector.
   *
   * @param maxFrameBytes longest frame taken, length field included
   * @param tls how connections are encrypted, null for not at all
   * @param signers gives each connection what signs its requests; null to sign nothing
   */
  public Connector(
      Vertx vertx,
      int connectTimeoutMs,
      int maxFrameBytes,
      @Nullable ClientSSLOptions tls,
      @Nullable Supplier<FrameSigner> signers) {
    this.tls = tls;
    this.signers = signers;
    this.maxFrameBytes = maxFrameBytes;
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(connectTimeoutMs).setTcpNoDelay(true));
  }

  /**
   * Connects to {@code host:port}.
   *
   * @param turn ended after each read; whoever writes at other times ends it himself
   * @param listener gets the requests of the server, and is told when the connection is gone
   */
  public Future<Connection> connect(String address, LoopTurn turn, FrameListener listener) {
    int colon = address.lastIndexOf(':');
    int port = colon <= 0 ? -1 : port(address.substring(colon + 1));
    if (port < 0) {
      return Future.failedFuture(
          new IllegalArgumentException("address '" + address + "' is not host:port"));
    }
    SocketAddress target = SocketAddress.inetSocketAddress(port, address.substring(0, colon));
    ConnectOptions how = new ConnectOptions().setRemoteAddress(target);
    if (tls != null) {
      how.setSsl(true).setSslOptions(tls);
    }
    return client.connect(how).map(socket -> open(socket, turn, listener));
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return client.close();
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0xFFFF ? -1 : port;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private Connection open(NetSocket socket, LoopTurn turn, FrameListener listener) {
    ChannelHandlerContext last = ((NetSocketInternal) socket).channelHandlerContext();
    last.channel().config().setAllocator(FrameMemory.SHARED);
    Connection connection = new Connection(ContextInternal.current(), last, turn);
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
            new ConnectionHandler(connection, turn, listener, stats));
    if (signers == null) {
      // each signature is for one frame
      connection.gather();
    } else {
      last.pipeline()
          .addBefore(PipelineNames.VERTX, PipelineNames.SIGNER, new SigningHandler(signers.get()));
    }
    return connection;
  }
}

package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.Credentials;
import io.cometmq.net.CommandHandler;
import io.cometmq.net.Connector;
import io.cometmq.net.RemotingStats;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.codec.FrameSigner;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The links of one client, by address. Owned by its loop. */
public final class Links {
  private final ClientLoop loop;
  private final Connector connector;
  private final @Nullable ClientMeters meters;
  private final RequestRouter requests = new RequestRouter(new RemotingStats());
  private final Map<String, Link> byAddress = new HashMap<>();

  /** Creates it without links. */
  public Links(ClientLoop loop, ClientOptions options, @Nullable ClientMeters meters) {
    this.loop = loop;
    this.meters = meters;
    this.connector =
        new Connector(
            loop.vertx(),
            (int) options.connectTimeout().toMillis(),
            options.maxFrameBytes(),
            options.tls(),
            signers(options.credentials()));
  }

  private static @Nullable Supplier<FrameSigner> signers(@Nullable Credentials own) {
    return own == null
        ? null
        : () -> new FrameSigner(own.accessKey(), own.secretKey(), own.securityToken());
  }

  /** The link to {@code host:port}; it connects when it is used. */
  public Link to(String address) {
    return byAddress.computeIfAbsent(
        address, key -> new Link(loop, connector, key, requests, meters));
  }

  /** Handles what brokers ask. */
  public void onRequest(int code, CommandHandler handler) {
    requests.on(code, handler);
  }

  Collection<Link> all() {
    return byAddress.values();
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return connector.close();
  }
}

package io.cometmq.tool.cli;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients of one command and the Vert.x they live on. Closing it closes them in order. Owned by
 * the main thread.
 */
public final class ClientSession implements AutoCloseable {
  private final Vertx vertx;
  private final ClientOptions options;
  private final List<CometClient> clients = new ArrayList<>();

  private ClientSession(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  static ClientSession open(ClientOptions options, int loops) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(2)
                // no folder that would outlive a kill -9
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    ClientSession session = new ClientSession(vertx, options);
    session.clients.add(CometClient.create(vertx, options));
    return session;
  }

  /** The first client. */
  public CometClient client() {
    return clients.get(0);
  }

  /** For clients that live where they are made, on an event loop that is busy with other things. */
  public ClientOptions options() {
    return options;
  }

  /** What the clients live on. */
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public void close() {
    Future<?> closed =
        Future.join(clients.stream().map(CometClient::close).toList())
            .transform(done -> vertx.close());
    closed.await();
  }
}

package io.cometmq.nameserver;

import io.cometmq.nameserver.route.KvTable;
import io.cometmq.nameserver.route.RouteTable;
import io.cometmq.net.Connection;
import io.cometmq.net.LoopTurn;
import io.cometmq.net.RemotingServer;
import io.cometmq.net.RemotingStats;
import io.cometmq.net.RequestRouter;
import io.cometmq.persistence.StateFileSaver;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The NameServer: owns the route table on the event loop that also serves its connections. */
public final class RoutingVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RoutingVerticle.class);
  private static final long SWEEP_MS = 5_000;

  private final RemotingServer.Options options;
  private final RemotingStats stats;
  private final Path kvPath;
  private final Clock clock;
  private final RouteTable routes = new RouteTable();

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private RemotingServer server;

  @SuppressWarnings("NullAway.Init")
  private RequestRouter router;

  @SuppressWarnings("NullAway.Init")
  private WorkerExecutor files;

  @SuppressWarnings("NullAway.Init")
  private StateFileSaver saver;

  // read by others: the port once deployed, the counts for meters
  private volatile int port;
  private volatile int topicCount;
  private volatile int brokerCount;

  /**
   * Creates the verticle; deploy one instance on an event loop.
   *
   * @param kvPath where the table of settings is kept
   */
  public RoutingVerticle(
      RemotingServer.Options options, RemotingStats stats, Path kvPath, Clock clock) {
    this.options = options;
    this.stats = stats;
    this.kvPath = kvPath;
    this.clock = clock;
  }

  /** The port it listens on, once deployed. */
  public int port() {
    return port;
  }

  /** Topics known, a few seconds old at most. */
  public int topicCount() {
    return topicCount;
  }

  /** Brokers alive, a few seconds old at most. */
  public int brokerCount() {
    return brokerCount;
  }

  @Override
  public Future<?> start() {
    files = vertx.createSharedWorkerExecutor("comet-namesrv-files", 1);
    return files.executeBlocking(() -> KvFile.load(kvPath), false).compose(this::listen);
  }

  private Future<Integer> listen(KvTable kv) {
    saver = new StateFileSaver(files, kvPath, () -> KvFile.encode(kv));
    router = new RequestRouter(stats);
    new RegistrationHandlers(routes, kv, clock).install(router);
    new RouteHandlers(routes, kv).install(router);
    new KvHandlers(kv, saver::save).install(router);
    new ConfigHandlers(this::settings).install(router);
    router.onConnectionClosed(this::connectionClosed);
    server = new RemotingServer(vertx, options, router, new LoopTurn(), stats);
    vertx.setPeriodic(SWEEP_MS, id -> sweep());
    return server
        .listen()
        .onSuccess(
            bound -> {
              port = bound;
              server.startAccepting();
            });
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listenPort", Integer.toString(port));
    settings.put("kvConfigPath", kvPath.toString());
    settings.put("orderMessageEnable", "true");
    settings.put("returnOrderTopicConfigToBroker", "true");
    settings.put("clusterTest", "false");
    return settings;
  }

  @Override
  public Future<?> stop() {
    server.stopAccepting();
    return server.close().compose(closed -> settled()).compose(saved -> files.close());
  }

  private Future<Void> settled() {
    return saver
        .settled()
        .onFailure(cause -> LOG.error("saving to {} failed at the stop", kvPath, cause))
        .otherwiseEmpty();
  }

  private void connectionClosed(Connection connection) {
    int gone = routes.connectionClosed(connection);
    if (gone > 0) {
      LOG.info("the connection of {} broker(s) at {} closed", gone, connection.remoteAddress());
    }
  }

  private void sweep() {
    for (Object channel : routes.expire(clock.millis())) {
      LOG.warn("a broker was silent for too long: {}", channel);
      ((Connection) channel).close();
    }
    topicCount = routes.topics().size();
    brokerCount = routes.liveBrokers();
  }
}

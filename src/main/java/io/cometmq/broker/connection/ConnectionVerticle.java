package io.cometmq.broker.connection;

import io.cometmq.broker.connection.handler.LoopScope;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.LoopTask;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.net.LoopTurn;
import io.cometmq.net.RemotingServer;
import io.cometmq.net.RemotingStats;
import io.cometmq.net.RequestRouter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the broker's client connections on one event loop: listens, routes requests to handlers,
 * and finishes what storage and dispatch send back. Owned by its event loop; several instances
 * share one port.
 */
public final class ConnectionVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionVerticle.class);
  private static final long DRAIN_LIMIT_MS = 1_500;
  private static final long DRAIN_POLL_MS = 20;

  /** Builds the handlers of one event loop and enters them into its router. */
  @FunctionalInterface
  public interface Handlers {
    /** Called once, when the port is known. The result counts what is still in flight. */
    IntSupplier install(LoopScope scope);
  }

  private final int loop;
  private final RemotingServer.Options options;
  private final RemotingStats stats;
  private final IntFunction<BrokerIdentity> identity;
  private final Handlers handlers;
  private final LoopTurn turn = new LoopTurn();
  private final RequestRouter router;
  private IntSupplier inFlight = () -> 0;

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private RemotingServer server;

  // read by the launcher once the deployment has completed
  private volatile int port;

  /**
   * Creates the verticle of one event loop.
   *
   * @param identity the broker's identity when it listens on this port
   */
  public ConnectionVerticle(
      int loop,
      RemotingServer.Options options,
      RemotingStats stats,
      IntFunction<BrokerIdentity> identity,
      Handlers handlers) {
    this.loop = loop;
    this.options = options;
    this.stats = stats;
    this.identity = identity;
    this.handlers = handlers;
    this.router = new RequestRouter(stats);
  }

  /** The port it listens on, once deployed. */
  public int port() {
    return port;
  }

  @Override
  public Future<?> start() {
    LoopProxy.serve(vertx, loop, this::finish);
    server = new RemotingServer(vertx, options, router, turn, stats);
    return server
        .listen()
        .map(
            bound -> {
              port = bound;
              inFlight =
                  handlers.install(new LoopScope(vertx, loop, turn, router, identity.apply(bound)));
              server.startAccepting();
              return bound;
            });
  }

  /** Takes no new work, waits a moment for what is in flight, closes. */
  @Override
  public Future<?> stop() {
    server.stopAccepting();
    router.goAway();
    Promise<Void> drained = Promise.promise();
    awaitDrained(System.currentTimeMillis() + DRAIN_LIMIT_MS, drained);
    return drained.future().compose(done -> server.close());
  }

  private void awaitDrained(long deadlineMs, Promise<Void> drained) {
    int left = router.inFlight() + inFlight.getAsInt();
    if (left == 0 || System.currentTimeMillis() >= deadlineMs) {
      if (left > 0) {
        LOG.warn("closing connections with {} requests unanswered", left);
      }
      drained.complete();
    } else {
      vertx.setTimer(DRAIN_POLL_MS, id -> awaitDrained(deadlineMs, drained));
    }
  }

  private void finish(List<LoopTask> batch) {
    LoopProxy.finish(batch);
    turn.end();
  }
}

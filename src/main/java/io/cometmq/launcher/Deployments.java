package io.cometmq.launcher;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deploys verticles one after the other and takes them back in reverse. Owned by the launcher. */
final class Deployments {
  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);
  private static final long START_LIMIT_S = 30;
  private static final long STOP_LIMIT_S = 3;

  private final Vertx vertx;
  private final Deque<String> ids = new ArrayDeque<>();

  Deployments(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Deploys on an event loop and waits until it has started. */
  void deploy(VerticleBase verticle) throws Exception {
    deploy(verticle, new DeploymentOptions());
  }

  /**
   * Deploys what listens on a port, on an event loop, and waits until it does.
   *
   * @param key the setting that names the port
   * @throws StartException when the port cannot be had
   */
  void deployServer(VerticleBase verticle, String key, String host, int port) throws Exception {
    try {
      deploy(verticle);
    } catch (IOException e) {
      throw new StartException(
          key
              + " "
              + port
              + " of "
              + host
              + " cannot be listened on: "
              + e.getMessage()
              + "; stop what uses it, or set another one",
          e);
    }
  }

  /** Deploys on a worker thread of its own and waits until it has started. */
  void deployWorker(VerticleBase verticle, String pool) throws Exception {
    deploy(
        verticle,
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName(pool)
            .setWorkerPoolSize(1)
            .setMaxWorkerExecuteTime(1)
            .setMaxWorkerExecuteTimeUnit(TimeUnit.MINUTES));
  }

  private void deploy(VerticleBase verticle, DeploymentOptions options) throws Exception {
    ids.push(await(vertx.deployVerticle(verticle, options), START_LIMIT_S));
  }

  /** Waits for a result on the launcher's thread. */
  static <T> T await(Future<T> future, long limitSeconds) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(limitSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Undeploys everything, the last first; goes on when one does not stop in time. */
  void stop() {
    while (!ids.isEmpty()) {
      String id = ids.pop();
      try {
        await(vertx.undeploy(id), STOP_LIMIT_S);
      } catch (Exception e) {
        LOG.warn("a part of the server did not stop in order", e);
      }
    }
  }
}

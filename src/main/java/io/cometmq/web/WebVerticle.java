package io.cometmq.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/**
 * Serves {@code /health/live}, {@code /health/ready} and {@code /metrics}. Owned by its event loop.
 */
public final class WebVerticle extends VerticleBase {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final String host;
  private final int port;
  private final PrometheusMeterRegistry registry;
  private final Supplier<Readiness> readiness;

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private HttpServer server;

  // read by the launcher once the deployment has completed
  private volatile int actualPort;

  /**
   * Creates the verticle.
   *
   * @param port 0 for a free one
   */
  public WebVerticle(
      String host, int port, PrometheusMeterRegistry registry, Supplier<Readiness> readiness) {
    this.host = host;
    this.port = port;
    this.registry = registry;
    this.readiness = readiness;
  }

  /** The port it listens on, once deployed. */
  public int port() {
    return actualPort;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
            .requestHandler(router);
    return server.listen().onSuccess(bound -> actualPort = bound.actualPort());
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  private void live(RoutingContext request) {
    request.json(new JsonObject().put("status", "UP"));
  }

  private void ready(RoutingContext request) {
    Readiness now = readiness.get();
    JsonObject body = new JsonObject().put("status", now.ready() ? "UP" : "DOWN");
    now.details().forEach(body::put);
    request.response().setStatusCode(now.ready() ? 200 : 503);
    request.json(body);
  }

  private void metrics(RoutingContext request) {
    // a scrape walks all meters, which takes too long for an event loop
    vertx
        .executeBlocking(registry::scrape, false)
        .onSuccess(text -> request.response().putHeader("Content-Type", PROMETHEUS_TEXT).end(text))
        .onFailure(request::fail);
  }
}

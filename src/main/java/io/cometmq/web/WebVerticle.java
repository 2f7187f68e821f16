package io.cometmq.web;

import io.cometmq.web.tls.Tls;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /health/live}, {@code /health/ready}, {@code /metrics} and what else it is given.
 * Owned by its event loop; several instances share one port.
 */
public final class WebVerticle extends VerticleBase {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final String host;
  private final int port;
  private final PrometheusMeterRegistry registry;
  private final Supplier<Readiness> readiness;
  private final int maxFrameBytes;
  private final @Nullable Tls tls;
  private final List<WebPart> parts;

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private HttpServer server;

  // read by the launcher once the deployment has completed
  private volatile int actualPort;

  /**
   * Creates the verticle.
   *
   * @param port 0 for a free one
   * @param maxFrameBytes largest frame and message that a page may send
   * @param tls null for plain HTTP
   * @param parts what else is served on this event loop
   */
  public WebVerticle(
      String host,
      int port,
      PrometheusMeterRegistry registry,
      Supplier<Readiness> readiness,
      int maxFrameBytes,
      @Nullable Tls tls,
      List<WebPart> parts) {
    this.tls = tls;
    this.parts = List.copyOf(parts);
    this.maxFrameBytes = maxFrameBytes;
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
    parts.forEach(part -> part.start(vertx, router));
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setWebSocketSubProtocols(List.of("comet.v1"))
            // compressing for each socket costs more than it saves where many get the same
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setMaxWebSocketFrameSize(maxFrameBytes)
            .setMaxWebSocketMessageSize(maxFrameBytes);
    server =
        vertx.createHttpServer(tls == null ? options : tls.addTo(options)).requestHandler(router);
    if (tls != null) {
      tls.follow(vertx, server);
    }
    return server.listen().onSuccess(bound -> actualPort = bound.actualPort());
  }

  @Override
  public Future<?> stop() {
    return Future.all(parts.stream().map(WebPart::stop).toList()).compose(done -> server.close());
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

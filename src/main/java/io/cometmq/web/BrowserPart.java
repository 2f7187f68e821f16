package io.cometmq.web;

import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.LoopTask;
import io.cometmq.web.protocol.CloseCode;
import io.cometmq.web.session.Session;
import io.cometmq.web.session.SessionParts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /ws} and {@code /sse} on one event loop, which owns it. */
public final class BrowserPart implements WebPart {
  private static final String WS_PATH = "/ws";
  private static final String SSE_PATH = "/sse";
  private static final long TICK_MS = 1_000;
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  private final int loop;
  private final SocketCounts counts;
  private final OriginRule origins;
  private final HandshakeToken tokens;
  private final Function<Vertx, SessionParts> makeParts;
  private final Set<Session> sessions = new LinkedHashSet<>();

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private SessionParts parts;

  @SuppressWarnings("NullAway.Init")
  private MessageConsumer<List<LoopTask>> tasks;

  @SuppressWarnings("NullAway.Init")
  private SseHandler streams;

  private long lastSession;

  /**
   * Creates it.
   *
   * @param loop the number under which storage and dispatch know this loop
   * @param makeParts called on the event loop
   */
  public BrowserPart(
      int loop,
      BrowserOptions options,
      SocketCounts counts,
      Function<Vertx, SessionParts> makeParts) {
    this.loop = loop;
    this.counts = counts;
    this.origins = new OriginRule(options.origins());
    this.tokens = new HandshakeToken(options.cookie());
    this.makeParts = makeParts;
  }

  @Override
  public void start(Vertx context, Router router) {
    parts = makeParts.apply(context);
    tasks = LoopProxy.serve(context, loop, LoopProxy::finish);
    context.setPeriodic(TICK_MS, id -> tick());
    streams = new SseHandler(parts, counts, tokens);
    router.get(WS_PATH).handler(this::admit).handler(this::upgrade);
    router.get(SSE_PATH).handler(this::admit).handler(streams::handle);
  }

  private void admit(RoutingContext request) {
    HttpServerRequest http = request.request();
    String origin = http.getHeader(HttpHeaders.ORIGIN);
    if (!origins.allows(origin, http.getHeader(HttpHeaders.HOST))) {
      counts.refused(SocketCounts.Refusal.ORIGIN);
      refuse(
          request,
          403,
          "pages of " + origin + " may not connect; web.origins lists those that may");
    } else if (!counts.mayConnect()) {
      refuse(request, 503, "too many connect at once; try again with a pause");
    } else {
      request.next();
    }
  }

  private void upgrade(RoutingContext request) {
    HttpServerRequest http = request.request();
    if ("websocket".equalsIgnoreCase(http.getHeader(HttpHeaders.UPGRADE))) {
      String token = tokens.of(http);
      http.toWebSocket().onSuccess(socket -> opened(socket, token)).onFailure(request::fail);
    } else {
      refuse(request, 426, "this address is for WebSocket with the sub-protocol comet.v1");
    }
  }

  private static void refuse(RoutingContext request, int status, String text) {
    request.response().setStatusCode(status).end(text);
  }

  private void opened(ServerWebSocket socket, @Nullable String token) {
    WebSocketPage page = new WebSocketPage(socket, parts.refusals());
    SocketAddress remote = socket.remoteAddress();
    String address = remote.hostAddress();
    if (!counts.enter(address)) {
      page.close(CloseCode.TOO_MANY_SOCKETS);
      return;
    }
    lastSession++;
    Session session =
        new Session(
            "s-" + loop + "-" + lastSession,
            new InetSocketAddress(address, remote.port()),
            token,
            page,
            parts);
    sessions.add(session);
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    socket.textMessageHandler(session::frame);
    socket.binaryMessageHandler(bytes -> page.close(CloseCode.BROKEN_FRAME));
    // a frame over the limit; a connection that broke has closed its socket already
    socket.exceptionHandler(failure -> page.closeTooLarge());
    socket.drainHandler(room -> session.drained());
    socket.closeHandler(
        gone -> {
          session.ended();
          sessions.remove(session);
          counts.leave(address);
        });
  }

  private void tick() {
    long now = parts.clock().millis();
    for (Session session : List.copyOf(sessions)) {
      session.tick(now);
    }
    streams.tick(now);
  }

  /** Sends pages away, each with another pause, so that they don't all come back at once. */
  @Override
  public Future<?> stop() {
    long window = Math.max(1_000, 2L * sessions.size());
    for (Session session : List.copyOf(sessions)) {
      session.goAway(ThreadLocalRandom.current().nextLong(window));
    }
    streams.stop();
    return Future.join(tasks.unregister(), parts.feeds().stop());
  }
}

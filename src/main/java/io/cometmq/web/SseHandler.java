package io.cometmq.web;

import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.FilterText;
import io.cometmq.web.protocol.StartAt;
import io.cometmq.web.session.SessionParts;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** {@code /sse} on one event loop, which owns it. */
final class SseHandler {
  private static final long RETRY_FROM_MS = 500;
  private static final long RETRY_TO_MS = 3_000;

  private final SessionParts parts;
  private final SocketCounts counts;
  private final HandshakeToken tokens;
  private final Set<SseStream> streams = new LinkedHashSet<>();
  private long lastLifeMs;

  SseHandler(SessionParts parts, SocketCounts counts, HandshakeToken tokens) {
    this.parts = parts;
    this.counts = counts;
    this.tokens = tokens;
  }

  /** Serves a request whose origin is allowed. */
  void handle(RoutingContext request) {
    String address = request.request().remoteAddress().hostAddress();
    if (!counts.enter(address)) {
      error(
          request,
          429,
          new CometException(ErrorCode.TOO_MANY_SOCKETS, "too many streams from this address"));
      return;
    }
    String origin = request.request().getHeader(HttpHeaders.ORIGIN);
    if (origin != null) {
      request
          .response()
          .putHeader("Access-Control-Allow-Origin", origin)
          .putHeader("Access-Control-Allow-Credentials", "true")
          .putHeader("Vary", "Origin");
    }
    try {
      open(request, address);
    } catch (CometException e) {
      counts.leave(address);
      error(request, status(e.code()), e);
    }
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case BAD_TOKEN -> 401;
      case FORBIDDEN -> 403;
      case TOO_MANY_SOCKETS -> 429;
      default -> 400;
    };
  }

  private void open(RoutingContext request, String address) {
    Access access = parts.gate().admit(tokens.of(request.request()));
    MultiMap query = request.queryParams();
    String topic = query.get("topic");
    if (topic == null) {
      throw new CometException(ErrorCode.BAD_REQUEST, "the parameter topic is missing");
    }
    access.rights().checkSubscribe(topic);
    if (query.contains("tag") && query.contains("sql")) {
      throw new CometException(ErrorCode.BAD_REQUEST, "there are both tag and sql; allowed is one");
    }
    StartAt start = start(request.request().getHeader("Last-Event-ID"), query);
    SseStream stream =
        new SseStream(
            request.response(),
            parts.feeds(),
            topic,
            new FilterText(query.get("tag"), query.get("sql")),
            access.expiresMs());
    parts.users().enter(access);
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            stream.ended();
            streams.remove(stream);
            parts.users().leave(access);
            counts.leave(address);
          }
        };
    request.response().closeHandler(gone -> leave.run());
    request.response().endHandler(gone -> leave.run());
    streams.add(stream);
    try {
      stream.open(
          start,
          ThreadLocalRandom.current().nextLong(RETRY_FROM_MS, RETRY_TO_MS),
          failure -> error(request, 500, failure));
    } catch (CometException e) {
      left.set(true);
      stream.ended();
      streams.remove(stream);
      parts.users().leave(access);
      throw e;
    }
  }

  private static StartAt start(@Nullable String lastEventId, MultiMap query) {
    if (lastEventId != null && !lastEventId.isEmpty()) {
      return new StartAt.At(lastEventId);
    }
    String from = query.get("from");
    if (query.contains("cursor")) {
      return new StartAt.At(query.get("cursor"));
    }
    if (from == null || from.equals("latest")) {
      return new StartAt.Latest();
    }
    if (from.equals("earliest")) {
      return new StartAt.Earliest();
    }
    try {
      return new StartAt.Time(Long.parseUnsignedLong(from));
    } catch (NumberFormatException e) {
      throw new CometException(
          ErrorCode.BAD_REQUEST,
          "from is "
              + from
              + "; allowed are latest, earliest and milliseconds since the epoch; a cursor has a"
              + " parameter of its own");
    }
  }

  private void error(RoutingContext request, int status, CometException failure) {
    parts.refusals().refused(failure.code());
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("code", failure.code().name())
                .put("message", failure.getMessage())
                .put("retry", failure.code().retry())
                .encode());
  }

  /** Must be called every second. */
  void tick(long nowMs) {
    streams.forEach(SseStream::countLag);
    List.copyOf(streams).forEach(stream -> stream.tick(nowMs));
    if (nowMs - lastLifeMs >= parts.limits().pingMs()) {
      lastLifeMs = nowMs;
      streams.forEach(SseStream::alive);
    }
  }

  /** Sends pages away, each with another pause. */
  void stop() {
    long window = Math.max(1_000, 2L * streams.size());
    for (SseStream stream : List.copyOf(streams)) {
      stream.goAway(ThreadLocalRandom.current().nextLong(window));
    }
  }
}

package io.cometmq.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The live page and the client module. Immutable; every event loop serves the same. */
public final class StaticFiles implements WebPart {
  private static final List<String> CLIENT = List.of("/client/comet.js", "/client/comet.d.ts");
  private static final List<String> PAGE =
      List.of("/live/live.js", "/live/live.css", "/live/icon.svg");

  private final Map<String, StaticFile> files = new LinkedHashMap<>();

  /** Reads them; may block. */
  public StaticFiles() {
    CLIENT.forEach(path -> files.put(path, StaticFile.load(path)));
    PAGE.forEach(path -> files.put(path, StaticFile.load(path)));
    files.put("/", StaticFile.load("/live/index.html"));
  }

  @Override
  public void start(Vertx vertx, Router router) {
    files.forEach((path, file) -> router.get(path).handler(request -> serve(path, file, request)));
  }

  private static void serve(String path, StaticFile file, RoutingContext request) {
    if (CLIENT.contains(path)) {
      // public code; pages of other origins may import it, what they may do is another question
      request.response().putHeader("Access-Control-Allow-Origin", "*");
    } else {
      request.response().putHeader("Content-Security-Policy", "default-src 'self'");
    }
    file.serve(request);
  }

  @Override
  public Future<?> stop() {
    return Future.succeededFuture();
  }
}

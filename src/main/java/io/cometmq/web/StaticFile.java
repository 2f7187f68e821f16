package io.cometmq.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the jar as browsers get it. Immutable.
 *
 * @param etag changes with the content
 */
record StaticFile(String type, Buffer plain, Buffer gzip, String etag) {
  /** Reads it; only at start, it may block. */
  static StaticFile load(String resource) {
    try (InputStream in = StaticFile.class.getResourceAsStream("/web" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks /web" + resource);
      }
      byte[] bytes = in.readAllBytes();
      CRC32 crc = new CRC32();
      crc.update(bytes);
      return new StaticFile(
          typeOf(resource),
          Buffer.buffer(bytes),
          Buffer.buffer(gzip(bytes)),
          "\"" + Long.toHexString(crc.getValue()) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("reading /web" + resource + " from the jar failed", e);
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static String typeOf(String resource) {
    String ending = resource.substring(resource.lastIndexOf('.') + 1);
    return switch (ending) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/plain; charset=utf-8";
    };
  }

  /** Answers a request. */
  void serve(RoutingContext request) {
    HttpServerResponse response =
        request
            .response()
            .putHeader("ETag", etag)
            .putHeader("Cache-Control", "no-cache")
            .putHeader("Vary", "Accept-Encoding")
            .putHeader("X-Content-Type-Options", "nosniff");
    if (etag.equals(request.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader("Content-Type", type);
    String accepted = request.request().getHeader("Accept-Encoding");
    if (accepted != null && accepted.contains("gzip")) {
      response.putHeader("Content-Encoding", "gzip").end(gzip);
    } else {
      response.end(plain);
    }
  }
}

package io.cometmq.web.tls;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encryption of the HTTP side: what it starts with, and the new certificate when the files are
 * replaced. Safe for any thread.
 */
public final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final long LOOK_EVERY_MS = 5_000;

  private final TlsFiles files;
  private final PemKeyCertOptions first;
  private final long firstStamp;

  /**
   * Reads the files; may wait for the disk.
   *
   * @throws IllegalArgumentException when they cannot be used
   */
  public Tls(Vertx vertx, TlsFiles files) {
    this.files = files;
    this.firstStamp = files.stamp();
    this.first = files.read(vertx);
  }

  /** Adds it to what a server starts with. HTTP/1.1 only, which is what WebSockets need. */
  public HttpServerOptions addTo(HttpServerOptions options) {
    return options.setSsl(true).setUseAlpn(false).setKeyCertOptions(first);
  }

  /** Gives the server of this event loop a new certificate when the files have changed. */
  public void follow(Vertx vertx, HttpServer server) {
    new Renewal(vertx, server).start();
  }

  /** Looks after one server. Owned by its event loop. */
  private final class Renewal {
    private final Vertx vertx;
    private final HttpServer server;
    private long used = firstStamp;
    private boolean warned;

    Renewal(Vertx vertx, HttpServer server) {
      this.vertx = vertx;
      this.server = server;
    }

    void start() {
      vertx.setPeriodic(
          LOOK_EVERY_MS,
          id ->
              vertx
                  .executeBlocking(files::stamp, false)
                  .onSuccess(this::looked)
                  .onFailure(this::stays));
    }

    private void looked(long stamp) {
      if (stamp != used) {
        used = stamp;
        warned = false;
        vertx
            .executeBlocking(() -> files.read(vertx), false)
            .compose(
                read -> server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(read)))
            .onSuccess(done -> LOG.info("{} was read again", files.certificate()))
            .onFailure(this::stays);
      }
    }

    private void stays(Throwable cause) {
      if (!warned) {
        warned = true;
        LOG.warn("the certificate of the HTTP side stays as it is: {}", cause.getMessage());
      }
    }
  }
}

package io.cometmq.arch;

import java.util.List;

/**
 * The allowed imports, lowest package first: a package may use only packages above its line here. A
 * new package gets a line; a new arrow is a decision, so it is made here and seen in review.
 */
final class Layers {
  /** The wire format: everything that reads or writes frames may use these. */
  private static final String PROTOCOL = " protocol protocol.header protocol.body protocol.codec ";

  /** The engine, for those who drive it. */
  private static final String STORE =
      " store store.log store.queue store.index store.checkpoint store.dispatch store.read ";

  private static final String JSON = " com.fasterxml.jackson ";
  private static final String BUFFERS = " io.netty.buffer io.netty.util ";
  private static final String CODEC = BUFFERS + " io.netty.channel io.netty.handler.codec ";
  private static final String VERTX = " io.vertx org.jctools ";
  private static final String METERS = " io.micrometer ";

  static final List<Layer> ALL =
      List.of(
          layer("util", "", ""),
          layer("model", "", ""),
          layer("config", "", JSON),
          layer("metrics", "model", METERS),
          layer("record", "model", ""),
          layer("filter", "model record", ""),
          layer("protocol", "model", BUFFERS),
          layer("protocol.header", "model protocol", ""),
          layer("protocol.body", "model protocol", JSON),
          layer(
              "protocol.codec",
              "model record protocol protocol.header protocol.body",
              CODEC + " javax.crypto"),
          layer("store.file", "config", ""),
          layer("store.checkpoint", "config store.file", ""),
          layer("store.log", "model config record store.file store.checkpoint", ""),
          layer("store.queue", "model config record store.file store.log", ""),
          layer("store.index", "model config record store.file", ""),
          layer("store.dispatch", "model record store.file store.log store.queue store.index", ""),
          layer("store.read", "model record filter store.log store.queue", ""),
          layer(
              "store",
              "model config record store.file store.checkpoint store.log store.queue store.index"
                  + " store.dispatch store.read",
              ""),
          layer("persistence", "store.checkpoint", VERTX),
          layer("nameserver.route", "model", ""),
          layer("broker.topic", "model config", ""),
          layer("broker.group", "model config filter", ""),
          layer(
              "bus",
              "model record filter" + STORE + "broker.group broker.topic nameserver.route",
              VERTX),
          layer(
              "broker.delay",
              "model config metrics record bus persistence protocol.body broker.topic" + STORE,
              VERTX + JSON),
          layer("net", "model config metrics" + PROTOCOL, VERTX + CODEC),
          layer(
              "broker.persistence",
              "model protocol.body store.checkpoint broker.topic broker.group",
              JSON),
          layer(
              "broker.transaction",
              "model config metrics record bus net protocol broker.topic broker.group broker.delay"
                  + " store.file"
                  + STORE,
              VERTX),
          layer(
              "nameserver",
              "model net persistence store.checkpoint nameserver.route" + PROTOCOL,
              VERTX + JSON),
          layer("broker.storage", "model config metrics record bus" + STORE, VERTX),
          layer(
              "broker.dispatch",
              "model config metrics record filter bus persistence broker.group broker.persistence"
                  + STORE,
              VERTX),
          layer(
              "broker.pop",
              "model record filter bus broker.topic broker.group" + " broker.persistence" + STORE,
              VERTX + JSON),
          layer(
              "broker.registration",
              "model bus net persistence broker.topic broker.group broker.persistence" + PROTOCOL,
              VERTX),
          layer(
              "broker.connection.handler",
              "model metrics record filter bus net broker.topic broker.group broker.delay"
                  + " broker.pop broker.persistence store.file"
                  + STORE
                  + PROTOCOL,
              VERTX + BUFFERS + JSON),
          layer(
              "broker.connection",
              "model config metrics bus net broker.topic broker.connection.handler" + PROTOCOL,
              VERTX + BUFFERS),
          layer("web.protocol", "model filter", JSON),
          layer("client", "model record", VERTX + METERS),
          layer("web.remote", "model protocol client web.protocol", VERTX),
          layer(
              "web.feed",
              "model util record filter bus web.protocol web.remote client" + STORE,
              VERTX + JSON + " io.airlift.compress net.jpountz.lz4"),
          layer("web.group", "util filter web.protocol web.feed", ""),
          layer("web.session", "model util web.protocol web.feed web.group", JSON),
          layer("web.auth", "web.protocol", VERTX),
          layer("web.tls", "", VERTX + " javax.net.ssl"),
          layer("web", "bus web.protocol web.feed web.session web.tls", VERTX + METERS + BUFFERS),
          layer(
              "client.internal.wire",
              "model record net client" + PROTOCOL,
              VERTX + METERS + BUFFERS + " io.netty.channel io.airlift.compress net.jpountz.lz4"),
          layer(
              "client.internal.producer",
              "model net client client.internal.wire" + PROTOCOL,
              VERTX + BUFFERS),
          layer(
              "client.internal.consumer",
              "model record net client client.internal.wire" + PROTOCOL,
              VERTX + BUFFERS + JSON),
          layer(
              "client.internal",
              "model client client.internal.wire client.internal.producer"
                  + " client.internal.consumer",
              VERTX),
          layer("tool.store", "model util record store.file protocol.body", JSON + " picocli"),
          layer(
              "launcher",
              "model config metrics record bus net client persistence web web.protocol web.feed"
                  + " web.remote web.auth web.tls web.group web.session store.file nameserver"
                  + " nameserver.route broker.topic broker.group broker.delay broker.persistence"
                  + " broker.storage broker.transaction broker.dispatch broker.pop"
                  + " broker.registration broker.connection broker.connection.handler tool.store"
                  + STORE
                  + PROTOCOL,
              VERTX + METERS + " io.netty picocli ch.qos.logback"),
          layer("embedded", "config launcher", ""));

  private Layers() {}

  private static Layer layer(String name, String uses, String libraries) {
    return Layer.of(name, uses, libraries);
  }
}

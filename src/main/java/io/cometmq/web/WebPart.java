package io.cometmq.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** Something that a {@link WebVerticle} serves beside health and metrics, on one event loop. */
public interface WebPart {
  /** Enters its routes; called on the event loop that owns it from then on. */
  void start(Vertx vertx, Router router);

  /** Says good-bye to those who are connected. */
  Future<?> stop();
}

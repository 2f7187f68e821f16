package io.cometmq.bus;

import io.vertx.core.Vertx;

/** The way to the context that delivers delayed messages: a bell. Safe for any thread. */
public final class DelayProxy {
  private final Doorbell bell;

  /** Creates the bell. */
  public DelayProxy(Vertx vertx) {
    this.bell = new Doorbell(vertx, BusAddress.DELAY_BELL);
  }

  /** Says that messages have come which wait for a time. */
  public void arrived() {
    bell.ring();
  }

  /** The doorbell; delay context only. */
  public Doorbell bell() {
    return bell;
  }
}

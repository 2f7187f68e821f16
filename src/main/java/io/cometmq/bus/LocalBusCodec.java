package io.cometmq.bus;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;

/** Passes objects over the event bus by reference. Immutable; works within one process only. */
public final class LocalBusCodec implements MessageCodec<Object, Object> {
  private static final String NAME = "comet-local";

  static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setCodecName(NAME).setLocalOnly(true);

  private LocalBusCodec() {}

  /** Must be called once on a Vert.x instance before anything of this package is used on it. */
  public static void register(Vertx vertx) {
    vertx.eventBus().registerCodec(new LocalBusCodec());
  }

  @Override
  public void encodeToWire(Buffer buffer, Object value) {
    throw new IllegalStateException("this codec never leaves the process");
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("this codec never leaves the process");
  }

  @Override
  public Object transform(Object value) {
    return value;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}

package io.cometmq.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes the one verticle that drains a ring, with at most one event-bus message under way. Safe for
 * any thread.
 *
 * <p>Protocol of the drainer: drain; when the ring looks empty call {@link #rest()} and look once
 * more, ringing itself if something came in between; when it stops early to let others run, call
 * {@link #again()}.
 */
public final class Doorbell {
  private static final Object BELL = new Object();

  private final EventBus bus;
  private final String address;
  private final Runnable send;
  private final AtomicBoolean rung = new AtomicBoolean();

  Doorbell(Vertx vertx, String address) {
    this.bus = vertx.eventBus();
    this.address = address;
    this.send = () -> bus.send(address, BELL, LocalBusCodec.OPTIONS);
  }

  /** Says that there is work. Costs one volatile read when the bell has been rung already. */
  public void ring() {
    if (!rung.get() && rung.compareAndSet(false, true)) {
      LateWakes.after(send);
    }
  }

  /** Called by the drainer when it found nothing more; whoever adds work from now on rings. */
  public void rest() {
    rung.set(false);
  }

  /** Called by the drainer that stops with work left: comes back after what else is queued. */
  public void again() {
    rung.set(true);
    send.run();
  }

  /** Runs {@code drain} on the calling context at each ring. */
  public MessageConsumer<Object> onRing(Runnable drain) {
    return bus.localConsumer(address, message -> drain.run());
  }
}

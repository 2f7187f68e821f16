package io.cometmq.bus;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * The only way to the pop verticle: a bounded ring of requests with a doorbell. Safe for any thread
 * on the asking side; drained by the pop context alone.
 *
 * @param <E> what the pop verticle is asked
 */
public final class PopProxy<E> {
  // producers: the event loops of all connections; consumer: the pop context
  private final MpscAtomicArrayQueue<E> ring;
  private final Doorbell bell;
  private final LongAdder overruns = new LongAdder();

  /** Creates the ring with room for at least {@code capacity} requests. */
  public PopProxy(Vertx vertx, int capacity) {
    this.ring = new MpscAtomicArrayQueue<>(capacity);
    this.bell = new Doorbell(vertx, BusAddress.POP_BELL);
  }

  /**
   * Hands a request over without ringing; call {@link #ring()} after the last of a batch.
   *
   * @return false when the ring is full; nothing was taken
   */
  public boolean offer(E event) {
    if (ring.offer(event)) {
      return true;
    }
    overruns.increment();
    return false;
  }

  /** Wakes the pop verticle if it sleeps. */
  public void ring() {
    bell.ring();
  }

  /** Takes up to {@code limit} requests; pop context only. */
  public int drain(MessagePassingQueue.Consumer<E> consumer, int limit) {
    return ring.drain(consumer, limit);
  }

  /** The doorbell; pop context only. */
  public Doorbell bell() {
    return bell;
  }

  /** Whether nothing waits in the ring. */
  public boolean isEmpty() {
    return ring.isEmpty();
  }

  /** How many requests wait. */
  public int depth() {
    return ring.size();
  }

  /** How often the ring was found full since the start. */
  public long overruns() {
    return overruns.sum();
  }
}

package io.cometmq.bus;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * The only way to the transaction verticle: a bounded ring of ends with a doorbell. Safe for any
 * thread on the producing side; drained by the transaction context alone.
 */
public final class TransactionProxy {
  // producers: the event loops of all connections; consumer: the transaction context
  private final MpscAtomicArrayQueue<TransactionEnd> ring;
  private final Doorbell bell;
  private final LongAdder overruns = new LongAdder();

  /** Creates the ring with room for at least {@code capacity} ends. */
  public TransactionProxy(Vertx vertx, int capacity) {
    this.ring = new MpscAtomicArrayQueue<>(capacity);
    this.bell = new Doorbell(vertx, BusAddress.TRANSACTION_BELL);
  }

  /**
   * Hands an end over and wakes the verticle.
   *
   * @return false when the ring is full; nothing was taken
   */
  public boolean offer(TransactionEnd end) {
    if (!ring.offer(end)) {
      overruns.increment();
      return false;
    }
    bell.ring();
    return true;
  }

  /** Takes up to {@code limit} ends; transaction context only. */
  public int drain(MessagePassingQueue.Consumer<TransactionEnd> consumer, int limit) {
    return ring.drain(consumer, limit);
  }

  /** The doorbell; transaction context only. */
  public Doorbell bell() {
    return bell;
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return ring.isEmpty();
  }

  /** How many ends wait. */
  public int depth() {
    return ring.size();
  }

  /** How often the ring was found full since the start. */
  public long overruns() {
    return overruns.sum();
  }
}

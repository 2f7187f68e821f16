package io.cometmq.bus;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * The only way to the storage verticle: a bounded ring of appends with a doorbell. Safe for any
 * thread on the producing side; drained by the storage context alone.
 */
public final class StorageProxy {
  // producers: the event loops of all connections, and the dispatch context; consumer: storage
  private final MpscAtomicArrayQueue<AppendTask> ring;
  private final Doorbell bell;
  private final LongAdder overruns = new LongAdder();

  /** Creates the ring with room for at least {@code capacity} appends. */
  public StorageProxy(Vertx vertx, int capacity) {
    this.ring = new MpscAtomicArrayQueue<>(capacity);
    this.bell = new Doorbell(vertx, BusAddress.STORAGE_BELL);
  }

  /**
   * Hands an append over without ringing; call {@link #ring()} after the last of a batch.
   *
   * @return false when the ring is full: nothing was taken, the caller stops reading its socket and
   *     tries again later
   */
  public boolean offer(AppendTask task) {
    if (ring.offer(task)) {
      return true;
    }
    overruns.increment();
    return false;
  }

  /** Wakes storage if it sleeps. */
  public void ring() {
    bell.ring();
  }

  /** Takes up to {@code limit} appends; storage context only. */
  public int drain(MessagePassingQueue.Consumer<AppendTask> consumer, int limit) {
    return ring.drain(consumer, limit);
  }

  /** The doorbell; storage context only. */
  public Doorbell bell() {
    return bell;
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return ring.isEmpty();
  }

  /** How many appends may wait. */
  public int capacity() {
    return ring.capacity();
  }

  /** How many appends wait. */
  public int depth() {
    return ring.size();
  }

  /** How often the ring was found full since the start. */
  public long overruns() {
    return overruns.sum();
  }
}

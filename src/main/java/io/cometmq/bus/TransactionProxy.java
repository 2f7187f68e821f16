package io.cometmq.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The only way to the transaction verticle: a bounded ring of ends with a doorbell, and questions
 * for what operators want. Safe for any thread on the asking side; drained and served by the
 * transaction context alone.
 */
public final class TransactionProxy {
  // producers: the event loops of all connections; consumer: the transaction context
  private final MpscAtomicArrayQueue<TransactionEnd> ring;
  private final Doorbell bell;
  private final AskChannel<TransactionRequests> asks;
  private final LongAdder overruns = new LongAdder();

  /** Creates the ring with room for at least {@code capacity} ends. */
  public TransactionProxy(Vertx vertx, int capacity) {
    this.ring = new MpscAtomicArrayQueue<>(capacity);
    this.bell = new Doorbell(vertx, BusAddress.TRANSACTION_BELL);
    this.asks = new AskChannel<>(vertx, BusAddress.TRANSACTION_ASK);
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

  /** Asks for a change; the answer comes back on the caller's context when it is stored. */
  public <T extends @Nullable Object> Future<T> ask(Ask<TransactionRequests, Future<T>> question) {
    return asks.askLater(question);
  }

  /** Serves the questions; transaction context only. */
  public void serve(TransactionRequests owner) {
    asks.serve(
        owner,
        () -> {
          // a question may come before ends that wait: it names one half, and that is locked
        });
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

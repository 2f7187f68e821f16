package io.cometmq.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The only way to the dispatch verticle: a ring for pulls to park and offsets to commit, and
 * questions for everything rare. Safe for any thread on the asking side.
 *
 * @param <S> the state that the dispatch verticle owns
 */
public final class DispatchProxy<S> {
  // producers: the event loops of all connections; consumer: the dispatch context
  private final MpscAtomicArrayQueue<DispatchEvent> ring;
  private final Doorbell bell;
  private final AskChannel<S> asks;
  private final LongAdder overruns = new LongAdder();

  /** Creates the ring with room for at least {@code capacity} events. */
  public DispatchProxy(Vertx vertx, int capacity) {
    this.ring = new MpscAtomicArrayQueue<>(capacity);
    this.bell = new Doorbell(vertx, BusAddress.DISPATCH_BELL);
    this.asks = new AskChannel<>(vertx, BusAddress.DISPATCH_ASK);
  }

  /**
   * Hands an event over and wakes dispatch.
   *
   * @return false when the ring is full; nothing was taken
   */
  public boolean offer(DispatchEvent event) {
    if (!ring.offer(event)) {
      overruns.increment();
      return false;
    }
    bell.ring();
    return true;
  }

  /** Says that the log has grown. */
  public void logGrew() {
    bell.ring();
  }

  /** Asks the owner of the state; the answer comes back on the caller's context. */
  public <T extends @Nullable Object> Future<T> ask(Ask<S, T> question) {
    return asks.ask(question);
  }

  /** Like {@link #ask} where nobody waits for the answer. */
  public void tell(Ask<S, ?> question) {
    asks.tell(question);
  }

  /**
   * Serves the questions; dispatch context only.
   *
   * @param before runs before each question
   */
  public void serve(S state, Runnable before) {
    asks.serve(state, before);
  }

  /** Takes up to {@code limit} events; dispatch context only. */
  public int drain(MessagePassingQueue.Consumer<DispatchEvent> consumer, int limit) {
    return ring.drain(consumer, limit);
  }

  /** The doorbell; dispatch context only. */
  public Doorbell bell() {
    return bell;
  }

  /** Whether nothing waits in the ring. */
  public boolean isEmpty() {
    return ring.isEmpty();
  }

  /** How many events wait. */
  public int depth() {
    return ring.size();
  }

  /** How often the ring was found full since the start. */
  public long overruns() {
    return overruns.sum();
  }
}

package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.PoppedMessage;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A popped message. What is asked of it happens one after the other, as each step changes its
 * receipt. Public methods are safe for any thread; what it keeps belongs to the client's loop.
 */
final class Popped extends Handed implements PoppedMessage {
  private final ClientLoop loop;
  private final PopEnds ends;
  private final MessageQueue queue;
  private final ReceivedMessage message;
  private Receipt receipt;
  private long hiddenUntilMs;
  private boolean over;
  private Future<Void> last = Future.succeededFuture();

  /**
   * Creates it.
   *
   * @param queue where to find the broker
   * @param hiddenUntilMs by the clock of {@link ClientLoop#nowMs}
   */
  Popped(
      ClientLoop loop,
      PopEnds ends,
      MessageQueue queue,
      ReceivedMessage message,
      Receipt receipt,
      long hiddenUntilMs) {
    this.loop = loop;
    this.ends = ends;
    this.queue = queue;
    this.message = message;
    this.receipt = receipt;
    this.hiddenUntilMs = hiddenUntilMs;
  }

  @Override
  public ReceivedMessage message() {
    return message;
  }

  /** Whether others may get it by now. */
  boolean isExpired(long nowMs) {
    return nowMs >= hiddenUntilMs;
  }

  /** For how long nobody else gets it, in milliseconds. */
  long hiddenMs(long nowMs) {
    return hiddenUntilMs - nowMs;
  }

  @Override
  public Future<Void> ack() {
    return loop.forCaller(() -> end(() -> ends.ack(queue, receipt)));
  }

  @Override
  public Future<Void> retryAfter(Duration delay) {
    long ms = checked(delay);
    return loop.forCaller(
        () ->
            end(
                () ->
                    message.deliveries() >= ends.options().maxRetries()
                        ? ends.bury(queue, message, receipt)
                        : ends.hide(queue, receipt, ms).mapEmpty()));
  }

  /** Puts it among the dead letters. */
  Future<Void> bury() {
    return end(() -> ends.bury(queue, message, receipt));
  }

  /** Lets others have it soon. */
  Future<Void> giveBack() {
    return end(() -> ends.hide(queue, receipt, 1_000).mapEmpty());
  }

  @Override
  public Future<Void> renew(Duration time) {
    long ms = checked(time);
    return loop.forCaller(() -> over ? tooLate() : next(() -> hide(ms)));
  }

  private Future<Void> hide(long ms) {
    long askedAtMs = ClientLoop.nowMs();
    return ends.hide(queue, receipt, ms)
        .map(
            changed -> {
              receipt = changed;
              hiddenUntilMs = askedAtMs + ms;
              return null;
            });
  }

  private static long checked(Duration time) {
    if (time.toMillis() < 1) {
      throw new IllegalArgumentException("a time of " + time + "; give at least 1 ms");
    }
    return time.toMillis();
  }

  private Future<Void> end(Supplier<Future<Void>> work) {
    if (over) {
      return tooLate();
    }
    over = true;
    return next(work);
  }

  private Future<Void> next(Supplier<Future<Void>> work) {
    last = last.transform(done -> work.get());
    return last;
  }

  private Future<Void> tooLate() {
    return Future.failedFuture(
        new ClientException.Invalid(
            "the message has been acknowledged or given back already",
            message.topic(),
            "call only one of ack and retryAfter, and call it once"));
  }
}

package io.cometmq.tool.traffic;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt;
import io.cometmq.tool.cli.Interrupt;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends bodies one after the other. Owned by a worker thread, which may wait. */
final class Sending {
  private static final long LOOK_MS = 100;

  /**
   * How it is done.
   *
   * @param rate messages a second, 0 for as fast as they are taken
   * @param inFlight most messages without a receipt
   * @param byKey whether messages of one key go to one queue
   * @param keepGoing whether to go on when a message has failed
   */
  record Plan(String topic, double rate, int inFlight, boolean byKey, boolean keepGoing) {}

  private final Plan plan;
  private final Traits traits;
  private final Producer producer;
  private final SendTally tally;
  private final Interrupt interrupt;
  private final Semaphore room;

  Sending(Plan plan, Traits traits, Producer producer, SendTally tally, Interrupt interrupt) {
    this.plan = plan;
    this.traits = traits;
    this.producer = producer;
    this.tally = tally;
    this.interrupt = interrupt;
    this.room = new Semaphore(plan.inFlight());
  }

  /** Sends all, and waits for what is on its way. */
  void run(Bodies bodies) throws InterruptedException {
    long began = System.nanoTime();
    long number = 0;
    while (!isOver() && waitForTurn(began, number)) {
      Bodies.Draft draft = bodies.next();
      if (draft == null || isOver()) {
        break;
      }
      if (takeRoom()) {
        send(draft);
        number++;
        if (number == 1 && plan.byKey()) {
          // until the topic is there, requests may pass each other
          waitForReceipts();
        }
      }
    }
  }

  private boolean isOver() {
    return interrupt.isWanted() || tally.failed() > 0 && !plan.keepGoing();
  }

  /** Waits for the time of a message; false when the command should end instead. */
  private boolean waitForTurn(long began, long number) throws InterruptedException {
    if (plan.rate() <= 0) {
      return true;
    }
    long due = began + (long) (number * (TimeUnit.SECONDS.toNanos(1) / plan.rate()));
    long left = due - System.nanoTime();
    return left <= 0 || !interrupt.await(Duration.ofNanos(left));
  }

  private boolean takeRoom() throws InterruptedException {
    while (!isOver()) {
      if (room.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  private void waitForReceipts() throws InterruptedException {
    while (!isOver()) {
      if (room.tryAcquire(plan.inFlight(), LOOK_MS, TimeUnit.MILLISECONDS)) {
        room.release(plan.inFlight());
        return;
      }
    }
  }

  private void send(Bodies.Draft draft) {
    Message message = traits.message(plan.topic(), draft);
    String key = traits.key(draft);
    sent(message, plan.byKey() ? key : null)
        .onSuccess(receipt -> tally.sent(receipt, draft.body().length))
        .onFailure(this::failed)
        .onComplete(done -> room.release());
  }

  private void failed(Throwable failure) {
    // a line that came when the producer was closed already
    boolean isTooLate = interrupt.isWanted() && failure instanceof ClientException.Closed;
    if (!isTooLate) {
      tally.failed(failure);
    }
  }

  private Future<SendReceipt> sent(Message message, @Nullable String key) {
    return key == null ? producer.send(message) : producer.send(message, QueueSelector.byKey(key));
  }
}

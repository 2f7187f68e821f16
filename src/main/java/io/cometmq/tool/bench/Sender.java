package io.cometmq.tool.bench;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.SendReceipt;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One producer with a client of its own, which sends at a rate or as fast as it gets receipts.
 * Owned by its event loop.
 */
final class Sender extends VerticleBase {
  static final String GROUP = "cometmq-bench";
  private static final long TICK_MS = 1;

  private final Plan.Load load;
  private final ClientOptions options;
  private final long run;
  private final int index;
  private final Track track;
  private final AtomicReference<@Nullable Throwable> failure;
  private final Seen stored = new Seen();
  private final Promise<Void> idle = Promise.promise();

  private @Nullable CometClient client;
  private @Nullable Producer producer;
  private @Nullable Pacer pacer;
  private boolean over;
  private long sequence;
  private int underway;

  Sender(
      Plan.Load load,
      ClientOptions options,
      long run,
      int index,
      Track track,
      AtomicReference<@Nullable Throwable> failure) {
    this.load = load;
    this.options = options;
    this.run = run;
    this.index = index;
    this.track = track;
    this.failure = failure;
  }

  @Override
  public Future<?> start() {
    CometClient own = CometClient.create(vertx, options);
    client = own;
    producer = own.producer(ProducerOptions.of(GROUP).withMaxInFlight(load.inFlight() + 1));
    return Future.succeededFuture();
  }

  /** Sends until {@link #end} or until it has sent all; any thread. */
  void begin() {
    context.runOnContext(
        begun -> {
          if (load.rate() > 0) {
            pacer = new Pacer(System.nanoTime(), load.rate() / load.producers());
            vertx.setPeriodic(TICK_MS, timer -> fill());
          }
          fill();
        });
  }

  /** Sends no more; succeeds when nothing is on its way. Any thread. */
  Future<Void> end() {
    context.runOnContext(
        ended -> {
          over = true;
          finish();
        });
    return idle.future();
  }

  /** Succeeds when all that it should send is sent, or it was ended. Any thread. */
  Future<Void> idle() {
    return idle.future();
  }

  private void fill() {
    long now = System.nanoTime();
    long last = last(now);
    while (!over && sequence < last && underway < load.inFlight()) {
      send(pacer == null ? now : pacer.intendedNanos(sequence));
    }
    over |= load.messages() > 0 && sequence >= share();
    finish();
  }

  /** Behind the last message that may leave now. */
  private long last(long now) {
    long last = pacer == null ? Long.MAX_VALUE : pacer.due(now);
    return load.messages() > 0 ? Math.min(last, share()) : last;
  }

  /** How many of all messages are this producer's. */
  private long share() {
    long equal = load.messages() / load.producers();
    return index < load.messages() % load.producers() ? equal + 1 : equal;
  }

  private void send(long intendedNanos) {
    Producer sending = producer;
    if (sending == null) {
      throw new IllegalStateException("sends before its start");
    }
    long number = sequence++;
    underway++;
    byte[] body = new Stamp(run, index, number, intendedNanos).body(load.size());
    sending
        .send(Message.of(load.topic(), body))
        .onComplete(result -> arrived(number, intendedNanos, result));
  }

  private void arrived(long number, long intendedNanos, AsyncResult<SendReceipt> result) {
    underway--;
    if (result.succeeded()) {
      track.done(System.nanoTime() - intendedNanos);
      stored.add(index, number);
    } else {
      track.failed();
      failure.compareAndSet(null, result.cause());
      // a broker that refuses all would otherwise be asked without end
      over |= load.rate() <= 0 && track.count() == 0;
    }
    fill();
  }

  private void finish() {
    if (over && underway == 0) {
      idle.tryComplete();
    }
  }

  /** What brokers have stored; when it is undeployed. */
  Seen stored() {
    return stored;
  }

  @Override
  public Future<?> stop() {
    CometClient own = client;
    return own == null ? Future.succeededFuture() : own.close();
  }
}

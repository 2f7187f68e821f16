package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt.Durability;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.net.Connection;
import io.cometmq.net.ConnectionClosedException;
import io.cometmq.net.PendingAnswer;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.RemotingFrame;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * One message or batch on its way, with all its attempts. Owned by the client's loop.
 *
 * <p>An attempt that never left costs time only; one that may have reached a broker counts, because
 * the next one may store the message again.
 */
abstract class Sending extends PendingAnswer implements Runnable {
  /** How soon a broker that could not be reached is tried again. */
  private static final long PAUSE_MS = 50;

  final ProducerCore producer;
  final Message message;
  private final @Nullable QueueSelector selector;

  private final long startedNanos;
  private final long endMs;
  private int attempts;
  private int unreachable;
  private boolean wentAway;
  private long sentNanos;
  private @Nullable Target target;
  private @Nullable Target failed;

  /** Starts the clock. */
  Sending(ProducerCore producer, Message message, @Nullable QueueSelector selector) {
    this.producer = producer;
    this.message = message;
    this.selector = selector;
    this.startedNanos = System.nanoTime();
    this.endMs = startedNanos / 1_000_000 + producer.options().sendTimeout().toMillis();
  }

  /** The whole frame for this target. */
  abstract ByteBuf encode(Connection to, int opaque, Target chosen);

  /** A broker has stored it; the header is valid during the call only. */
  abstract void onStored(HeaderView header, Target by, Durability durability);

  /** When it was handed to the producer, by {@link System#nanoTime}. */
  final long startedNanos() {
    return startedNanos;
  }

  /** It is given up. */
  abstract void onFailed(Throwable cause);

  /** Whether it asks for an answer. */
  boolean isOneWay() {
    return false;
  }

  /** Whether it may leave over the link's open connection at once. */
  boolean mayLeave(Link link) {
    return true;
  }

  /** A connection over which it may leave. */
  Future<Connection> connect(Link link) {
    return link.connect();
  }

  /** It has been handed to a socket, and no answer is to come. */
  void onHandedOver() {}

  @Override
  public final void run() {
    attempt();
  }

  private void attempt() {
    String topic = message.topic();
    SendPlan plan = producer.plan(topic);
    if (plan == null) {
      producer
          .loadPlan(topic)
          .onComplete(
              loaded -> {
                if (loaded.succeeded()) {
                  attempt();
                } else {
                  onFailed(loaded.cause());
                }
              });
      return;
    }
    Target chosen;
    try {
      chosen = choose(plan);
    } catch (RuntimeException e) {
      // the application's selector
      onFailed(e);
      return;
    }
    target = chosen;
    Connection open = chosen.link().ready();
    if (open != null && mayLeave(chosen.link())) {
      transmit(open, chosen);
      return;
    }
    connect(chosen.link())
        .onComplete(
            connected -> {
              if (connected.succeeded()) {
                transmit(connected.result(), chosen);
              } else {
                onUnreachable(plan, chosen, connected.cause());
              }
            });
  }

  private Target choose(SendPlan plan) {
    if (selector == null) {
      return plan.next(failed, ClientLoop.nowMs());
    }
    return plan.chosen(selector, message);
  }

  private void transmit(Connection to, Target chosen) {
    long left = endMs - ClientLoop.nowMs();
    if (left <= 0) {
      onFailed(timedOut(chosen));
      return;
    }
    int opaque = to.nextOpaque();
    ByteBuf frame;
    try {
      frame = encode(to, opaque, chosen);
    } catch (RuntimeException e) {
      onFailed(e);
      return;
    }
    if (isOneWay()) {
      to.write(frame);
      producer.loop().flushSoon();
      onHandedOver();
      return;
    }
    if (attempts > 0) {
      producer.inFlight().onRetry();
    }
    int attemptsLeft = producer.options().attempts() - attempts;
    attempts++;
    sentNanos = System.nanoTime();
    to.request(opaque, frame, this, left / attemptsLeft);
    producer.loop().flushSoon();
  }

  @Override
  protected final void onAnswer(Connection from, RemotingFrame frame) {
    Target by = sentTo();
    HeaderView header = frame.header();
    by.link().health().answered(System.nanoTime() - sentNanos, ClientLoop.nowMs());
    try {
      switch (header.code()) {
        case ResponseCode.SUCCESS -> onStored(header, by, Durability.AS_CONFIGURED);
        case ResponseCode.FLUSH_DISK_TIMEOUT -> onStored(header, by, Durability.NOT_FLUSHED);
        case ResponseCode.FLUSH_SLAVE_TIMEOUT -> onStored(header, by, Durability.NOT_COPIED);
        case ResponseCode.SLAVE_NOT_AVAILABLE -> onStored(header, by, Durability.NO_REPLICA);
        default -> onRefused(from, header, by);
      }
    } catch (IllegalArgumentException e) {
      // an answer that tells success without saying where
      onFailed(
          Failures.refused(header.code(), e.getMessage(), by.link().address(), message.topic()));
    } finally {
      frame.release();
    }
  }

  private void onRefused(Connection from, HeaderView header, Target by) {
    int code = header.code();
    Link link = by.link();
    if (code == ResponseCode.GO_AWAY) {
      link.retire(from);
      if (!wentAway) {
        // it was not stored, so this attempt does not count
        wentAway = true;
        attempts--;
      }
    }
    if (attempts < producer.options().attempts() && mayTryAgain(code)) {
      boolean elsewhere =
          failed == null && selector == null && producer.hasSeveralBrokers(message.topic());
      failed = by;
      producer.routes().refresh(message.topic());
      if (elsewhere || code == ResponseCode.GO_AWAY) {
        attempt();
      } else {
        // the same broker needs a moment to do better
        producer.loop().later(PAUSE_MS << Math.min(attempts, 6), this);
      }
    } else {
      onFailed(Failures.refused(code, header.remark(), link.address(), message.topic()));
    }
  }

  /** Where another broker, or the same one a moment later, may do it. */
  private static boolean mayTryAgain(int code) {
    return switch (code) {
      case ResponseCode.SYSTEM_ERROR,
          ResponseCode.SYSTEM_BUSY,
          ResponseCode.SERVICE_NOT_AVAILABLE,
          ResponseCode.NO_PERMISSION,
          ResponseCode.TOPIC_NOT_EXIST,
          ResponseCode.GO_AWAY ->
          true;
      default -> false;
    };
  }

  @Override
  protected final void onTimeout() {
    Target by = sentTo();
    by.link().health().failed(ClientLoop.nowMs());
    again(by, timedOut(by));
  }

  @Override
  protected final void onClosed(ConnectionClosedException cause) {
    Target by = sentTo();
    by.link().health().failed(ClientLoop.nowMs());
    again(by, new ClientException.Unreachable(by.link().address(), message.topic(), cause));
  }

  private void again(Target by, ClientException otherwise) {
    if (attempts >= producer.options().attempts() || ClientLoop.nowMs() >= endMs) {
      onFailed(otherwise);
      return;
    }
    failed = by;
    producer.routes().refresh(message.topic());
    attempt();
  }

  private void onUnreachable(SendPlan plan, Target by, Throwable cause) {
    long now = ClientLoop.nowMs();
    by.link().health().failed(now);
    if (now >= endMs || producer.isAborted()) {
      onFailed(new ClientException.Unreachable(by.link().address(), message.topic(), cause));
      return;
    }
    failed = by;
    producer.routes().refresh(message.topic());
    unreachable++;
    if (selector == null && unreachable < plan.brokerCount()) {
      attempt();
    } else {
      unreachable = 0;
      producer.loop().later(PAUSE_MS, this);
    }
  }

  private ClientException timedOut(Target by) {
    return new ClientException.TimedOut(
        "a message", by.link().address(), message.topic(), producer.options().sendTimeout());
  }

  private Target sentTo() {
    Target current = target;
    if (current == null) {
      throw new IllegalStateException("an answer to what was not sent");
    }
    return current;
  }
}

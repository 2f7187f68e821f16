package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a client counts and times. Safe for any thread.
 *
 * <p>All meters have the tag {@code client}, the name in the options; those of one code have the
 * tag {@code code}: a response code, or why there was none. Handling has the tag {@code outcome}:
 * {@code success} or {@code failure}.
 */
public final class ClientMeters {
  /** Messages stored by brokers, and one-way messages that have left. */
  public static final String SENT = "comet.client.sent";

  /** Messages that were given up, by code. */
  public static final String SEND_FAILED = "comet.client.send.failed";

  /** Further attempts to send. */
  public static final String SEND_RETRIES = "comet.client.send.retries";

  /** Time from a send to its receipt. */
  public static final String SEND_LATENCY = "comet.client.send.latency";

  /** Messages, questions and transactions on their way. */
  public static final String SEND_IN_FLIGHT = "comet.client.send.in.flight";

  /** Messages that brokers have given to consumers. */
  public static final String PULLED = "comet.client.pulled";

  /** Time from when a message is handed out until it has been handled or failed, by outcome. */
  public static final String HANDLED = "comet.client.handled";

  /** Messages being handled. */
  public static final String HANDLING = "comet.client.handling";

  /** Open connections. */
  public static final String LINKS_OPEN = "comet.client.links.open";

  /** Connections opened again after they were lost or told to go away. */
  public static final String RECONNECTS = "comet.client.links.reconnects";

  private final MeterRegistry registry;
  private final String client;
  private final Counter sent;
  private final Counter retries;
  private final Counter pulled;
  private final Counter reconnects;
  private final Timer latency;
  private final Timer handledWell;
  private final Timer handledBadly;
  private final AtomicInteger handling = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Counter> failed = new ConcurrentHashMap<>();

  /** Creates them at 0. */
  public ClientMeters(MeterRegistry registry, String client) {
    this.registry = registry;
    this.client = client;
    this.sent =
        counter(
            SENT, "Messages stored by brokers, and one-way messages that have left", "messages");
    this.retries = counter(SEND_RETRIES, "Further attempts to send a message", "attempts");
    this.pulled = counter(PULLED, "Messages that brokers have given to consumers", "messages");
    this.reconnects =
        counter(
            RECONNECTS,
            "Connections opened again after they were lost or told to go away",
            "connections");
    this.latency =
        Timer.builder(SEND_LATENCY)
            .description("Time from a send to its receipt, all attempts together")
            .tag("client", client)
            .publishPercentiles(0.5, 0.99, 0.999)
            .register(registry);
    gauge(
        SEND_IN_FLIGHT, "Messages, questions and transactions on their way", "messages", inFlight);
    this.handledWell = handledTimer("success");
    this.handledBadly = handledTimer("failure");
    gauge(HANDLING, "Messages being handled by groups", "messages", handling);
    gauge(LINKS_OPEN, "Open connections to NameServers and brokers", "connections", open);
  }

  private Timer handledTimer(String outcome) {
    return Timer.builder(HANDLED)
        .description("Time from when a message is handed out until it has been handled or failed")
        .tags("client", client, "outcome", outcome)
        .publishPercentiles(0.5, 0.99, 0.999)
        .register(registry);
  }

  private Counter counter(String name, String description, String unit) {
    return Counter.builder(name)
        .description(description)
        .baseUnit(unit)
        .tag("client", client)
        .register(registry);
  }

  private void gauge(String name, String description, String unit, AtomicInteger value) {
    Gauge.builder(name, value, AtomicInteger::get)
        .description(description)
        .baseUnit(unit)
        .tag("client", client)
        .register(registry);
  }

  /** So many messages more are on their way; fewer when negative. */
  public void onInFlight(int more) {
    inFlight.addAndGet(more);
  }

  /** Messages of one request were stored after this time. */
  public void onSent(int messages, long nanos) {
    sent.increment(messages);
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Messages have left that nobody answers. */
  public void onSentOneWay(int messages) {
    sent.increment(messages);
  }

  /** Messages were given up. */
  public void onFailed(int messages, Throwable cause) {
    failed.computeIfAbsent(code(cause), this::failedCounter).increment(messages);
  }

  /** A message or batch leaves once more. */
  public void onRetry() {
    retries.increment();
  }

  /** A broker has given messages to a consumer. */
  public void onPulled(int messages) {
    pulled.increment(messages);
  }

  /** So many messages more are being handled; fewer when negative. */
  public void onHandling(int more) {
    handling.addAndGet(more);
  }

  /** A message has been handled, or could not be. */
  public void onHandled(boolean well, long nanos) {
    (well ? handledWell : handledBadly).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A connection was opened. */
  public void onOpen(boolean again) {
    open.incrementAndGet();
    if (again) {
      reconnects.increment();
    }
  }

  /** A connection was closed. */
  public void onClose() {
    open.decrementAndGet();
  }

  private Counter failedCounter(String code) {
    return Counter.builder(SEND_FAILED)
        .description("Messages that were given up, by response code or the reason there is none")
        .baseUnit("messages")
        .tags("client", client, "code", code)
        .register(registry);
  }

  private static String code(Throwable cause) {
    if (!(cause instanceof ClientException known)) {
      return "other";
    }
    return known.code() == ClientException.NO_CODE
        ? known.getClass().getSimpleName()
        : Integer.toString(known.code());
  }
}

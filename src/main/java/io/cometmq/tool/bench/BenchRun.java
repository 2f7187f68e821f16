package io.cometmq.tool.bench;

import io.cometmq.tool.cli.ClientSession;
import io.cometmq.tool.cli.Interrupt;
import io.cometmq.tool.cli.ProgressLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Goes through the phases of a run. Owned by the main thread. */
final class BenchRun {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final long SAMPLE_NANOS = 1_000_000_000L;

  /** After so long without any message what is missing is lost. */
  private static final long LOST_NANOS = 5_000_000_000L;

  private final Plan plan;
  private final ClientSession session;
  private final ProgressLine line;
  private final Interrupt interrupt;
  private final Sampler sent = new Sampler();
  private final Sampler received = new Sampler();
  private final Crew crew;
  private Instant startedAt = Instant.now();
  private double seconds;
  private long sentMeasured;
  private long receivedMeasured;

  // when the number of received messages last changed
  private long lastCount = -1;
  private long lastNanos;

  BenchRun(Plan plan, ClientSession session, ProgressLine line, Interrupt interrupt) {
    this.plan = plan;
    this.session = session;
    this.line = line;
    this.interrupt = interrupt;
    this.crew = new Crew(plan, session, sent, received);
  }

  BenchResult run() throws InterruptedException {
    line.show("preparing topic " + plan.load().topic());
    int queues = new Preparation(plan, session.client()).prepare();
    try {
      crew.join(queues, interrupt);
      if (plan.readers().afterwards()) {
        fillAndRead();
      } else {
        sendAndReceive();
      }
    } finally {
      line.clear();
      crew.close();
    }
    sent.takeRest();
    received.takeRest();
    return result(queues);
  }

  /** Readers wait until all is there: it would be read again by those who join later. */
  private void fillAndRead() throws InterruptedException {
    crew.pause();
    crew.send();
    pass("filling", () -> crew.allSent().isComplete());
    crew.endSending();
    measure(crew::resume, () -> received.count() >= expected() || isStuck());
  }

  private void sendAndReceive() throws InterruptedException {
    crew.send();
    pass("warm-up", after(plan.load().warmUp()));
    measure(() -> {}, orAllSent(after(plan.load().duration())));
    crew.endSending();
    drain();
  }

  private BooleanSupplier after(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    return () -> System.nanoTime() >= end;
  }

  private BooleanSupplier orAllSent(BooleanSupplier other) {
    return () -> other.getAsBoolean() || crew.allSent().isComplete();
  }

  private long expected() {
    return sent.count() * plan.readers().subscriptions();
  }

  private void pass(String phase, BooleanSupplier isOver) throws InterruptedException {
    while (!isOver.getAsBoolean() && !interrupt.await(LOOK)) {
      show(phase);
    }
  }

  private void measure(Runnable begin, BooleanSupplier isOver) throws InterruptedException {
    sent.begin();
    received.begin();
    begin.run();
    startedAt = Instant.now();
    long began = System.nanoTime();
    long next = began + SAMPLE_NANOS;
    while (!isOver.getAsBoolean() && !interrupt.await(LOOK)) {
      show(plan.name());
      if (System.nanoTime() >= next) {
        sent.look();
        received.look();
        next += SAMPLE_NANOS;
      }
    }
    seconds = (System.nanoTime() - began) / 1e9;
    sent.lookLast();
    received.lookLast();
    sentMeasured = sent.total().getTotalCount();
    receivedMeasured = received.total().getTotalCount();
  }

  private void drain() throws InterruptedException {
    lastCount = -1;
    // an early end waits for the rest, too, so this is nobody's interrupt
    Interrupt patience = new Interrupt();
    while (received.count() < expected() && !isStuck()) {
      show("receiving the rest");
      patience.await(LOOK);
    }
  }

  private boolean isStuck() {
    long count = received.count();
    long now = System.nanoTime();
    if (count != lastCount) {
      lastCount = count;
      lastNanos = now;
    }
    return now - lastNanos > LOST_NANOS;
  }

  private void show(String phase) {
    if (line.isDue()) {
      line.show(
          String.format(
              Locale.ROOT,
              "%s: %,d sent, %,d failed, %,d received",
              phase,
              sent.count(),
              sent.failures(),
              received.count()));
    }
  }

  private BenchResult result(int queues) {
    Seen stored = crew.stored();
    long lost = 0;
    long repeated = 0;
    // what was filled in and has not been read yet is not lost
    boolean isUnread = plan.readers().afterwards() && interrupt.isWanted();
    for (Seen seen : crew.seen()) {
      lost += isUnread ? 0 : stored.missingIn(seen);
      repeated += seen.repeated();
    }
    return new BenchResult(
        plan,
        queues,
        startedAt,
        new BenchResult.Totals(
            seconds,
            sentMeasured / seconds,
            receivedMeasured / seconds,
            sent.count(),
            sent.failures(),
            received.count(),
            lost,
            repeated,
            interrupt.isWanted()),
        BenchResult.Side.of(sent),
        BenchResult.Side.of(received),
        crew.failure());
  }
}

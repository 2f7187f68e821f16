package io.cometmq.client.internal.consumer;

import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientMeters;
import io.cometmq.client.internal.wire.Traces;
import org.jspecify.annotations.Nullable;

/** Counts, times and traces what a member of a group handles. Owned by the client's loop. */
final class Observed {
  private final @Nullable ClientMeters meters;
  private final @Nullable ConsumerTraces traces;

  Observed(ClientCore core, String group) {
    this.meters = core.meters();
    Traces sink = core.traces();
    this.traces = sink == null ? null : new ConsumerTraces(sink, group);
  }

  /** A message is about to be handled. */
  void begin(Handed handed) {
    if (meters != null) {
      meters.onHandling(1);
    }
    if (traces != null) {
      traces.handing(handed);
    }
    if (meters != null || traces != null) {
      handed.setStartedNanos(System.nanoTime());
    }
  }

  /** It has been handled; a failure is told as null for none. */
  void end(Handed handed, @Nullable Throwable failure) {
    if (meters == null && traces == null) {
      return;
    }
    long nanos = System.nanoTime() - handed.startedNanos();
    if (meters != null) {
      meters.onHandling(-1);
      meters.onHandled(failure == null, nanos);
    }
    if (traces != null) {
      traces.handled(handed, failure == null, nanos / 1_000_000);
    }
  }
}

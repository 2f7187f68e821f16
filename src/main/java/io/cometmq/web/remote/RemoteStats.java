package io.cometmq.web.remote;

import java.util.concurrent.atomic.LongAdder;

/** What was read from other brokers for pages, over all event loops. Safe for any thread. */
public final class RemoteStats {
  private final LongAdder pulls = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private final LongAdder failures = new LongAdder();

  void asked() {
    pulls.increment();
  }

  void got(int more) {
    messages.add(more);
  }

  void failed() {
    failures.increment();
  }

  /** Reads that other brokers were asked for. */
  public long pulls() {
    return pulls.sum();
  }

  /** Messages that other brokers gave, each counted once for all pages that share the read. */
  public long messages() {
    return messages.sum();
  }

  /** Reads that failed. */
  public long failures() {
    return failures.sum();
  }
}

package io.cometmq.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What went into one topic, or out of it to one group. Safe for any thread. */
public final class TopicStats {
  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void add(long messageCount, long byteCount) {
    messages.add(messageCount);
    bytes.add(byteCount);
  }

  /** Messages since the start. */
  public long messages() {
    return messages.sum();
  }

  /** Bytes of their records since the start. */
  public long bytes() {
    return bytes.sum();
  }
}

package io.cometmq.tool.traffic;

import io.cometmq.client.SendReceipt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What has become of the messages of one command. Safe for any thread. */
final class SendTally {
  private final LongAdder sent = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicReference<@Nullable SendReceipt> last = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  void sent(SendReceipt receipt, int bodyBytes) {
    sent.increment();
    bytes.add(bodyBytes);
    last.set(receipt);
  }

  void failed(Throwable cause) {
    failed.increment();
    failure.compareAndSet(null, cause);
  }

  long sent() {
    return sent.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  long failed() {
    return failed.sum();
  }

  /** The receipt that came last, null for none. */
  @Nullable SendReceipt last() {
    return last.get();
  }

  /** Why the first message that failed did so, null when none has. */
  @Nullable Throwable failure() {
    return failure.get();
  }
}

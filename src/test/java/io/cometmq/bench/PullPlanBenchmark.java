package io.cometmq.bench;

import io.cometmq.filter.MessageFilter;
import io.cometmq.model.SubscriptionData;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a pull reads: 32 units of the consume queue and the slices of the log that they name. */
@State(Scope.Thread)
public class PullPlanBenchmark {
  private static final int STORED = 20_000;
  private static final int WANTED = 32;

  /** What the subscription says; all messages have the tag "paid". */
  @Param({"*", "paid"})
  public String expression = "*";

  @SuppressWarnings("NullAway.Init")
  private BenchStore store;

  @SuppressWarnings("NullAway.Init")
  private ConsumeQueue queue;

  @SuppressWarnings("NullAway.Init")
  private MessageFilter filter;

  private long next;

  /** Stores messages of 1 KiB in one queue. */
  @Setup
  public void fill() {
    store = new BenchStore(1_024, 0);
    store.append(STORED);
    store.driver.dispatch();
    queue = store.store.queues().getOrCreate(BenchStore.TOPIC, 0);
    filter = MessageFilter.of(SubscriptionData.parse(BenchStore.TOPIC, expression));
  }

  /** Deletes them. */
  @TearDown
  public void close() {
    store.close();
  }

  /** Plans one pull and lets go of it. */
  @Benchmark
  public int plan() {
    ReadResult result =
        Objects.requireNonNull(
            store.store.reader().read(queue, next, WANTED, 256 << 10, filter, true));
    next = result.nextOffset() + WANTED > queue.maxOffset() ? 0 : result.nextOffset();
    int slices = result.slices().size();
    result.release();
    return slices;
  }
}

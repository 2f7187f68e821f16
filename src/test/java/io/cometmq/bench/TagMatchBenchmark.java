package io.cometmq.bench;

import io.cometmq.filter.MessageFilter;
import io.cometmq.model.SubscriptionData;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The hash of a tag against a subscription, as for each unit of a consume queue. */
@State(Scope.Thread)
public class TagMatchBenchmark {
  private final MessageFilter filter =
      MessageFilter.of(SubscriptionData.parse("orders", "paid || sent || closed"));
  private final long wanted = "closed".hashCode();
  private final long other = "open".hashCode();

  /** One that is wanted and one that is not. */
  @Benchmark
  public int match() {
    return (filter.mayWant(wanted) ? 1 : 0) + (filter.mayWant(other) ? 1 : 0);
  }
}

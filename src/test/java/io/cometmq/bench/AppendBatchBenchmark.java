package io.cometmq.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Records of 1 KiB into the mapped log, 64 in a batch, with all that the upkeep and dispatch do for
 * them, on one thread.
 */
@State(Scope.Thread)
public class AppendBatchBenchmark {
  private static final int BATCH = 64;

  /** Whether expired files of the log are used again (4) or deleted (0). */
  @Param({"0", "4"})
  public int spareFiles;

  @SuppressWarnings("NullAway.Init")
  private BenchStore store;

  /** Opens a store. */
  @Setup(Level.Iteration)
  public void open() {
    store = new BenchStore(1_024, spareFiles);
  }

  /** Deletes it. */
  @TearDown(Level.Iteration)
  public void close() {
    store.close();
  }

  /** Appends a batch; the figure is for one record. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long append() {
    long end = store.append(BATCH);
    store.turnOver();
    return end;
  }
}

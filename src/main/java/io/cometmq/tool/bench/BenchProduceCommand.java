package io.cometmq.tool.bench;

import io.cometmq.tool.cli.ToolContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures sending. Used by the main thread. */
@Command(name = "produce", description = "Sends, and measures how long receipts take.")
public final class BenchProduceCommand implements Callable<Integer> {
  @Option(names = "--producers", defaultValue = "1", description = "How many. Default: 1.")
  private int producers;

  @Mixin private final TimingOptions timing = new TimingOptions();
  @Mixin private final Bench bench;

  /** Creates the command. */
  public BenchProduceCommand(ToolContext context) {
    this.bench = new Bench(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    return bench.run("produce", timing.timing(producers), Plan.Readers.none());
  }
}

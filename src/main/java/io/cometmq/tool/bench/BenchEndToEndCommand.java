package io.cometmq.tool.bench;

import io.cometmq.tool.cli.ToolContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures sending and receiving. Used by the main thread. */
@Command(
    name = "end-to-end",
    description = "Sends to a group, and measures how long messages take to its members.")
public final class BenchEndToEndCommand implements Callable<Integer> {
  @Option(names = "--producers", defaultValue = "1", description = "How many. Default: 1.")
  private int producers;

  @Option(
      names = "--consumers",
      defaultValue = "1",
      description = "Members of the group. Default: 1.")
  private int consumers;

  @Mixin private final TimingOptions timing = new TimingOptions();
  @Mixin private final Bench bench;

  /** Creates the command. */
  public BenchEndToEndCommand(ToolContext context) {
    this.bench = new Bench(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    return bench.run(
        "end-to-end", timing.timing(producers), new Plan.Readers(1, consumers, false, false));
  }
}

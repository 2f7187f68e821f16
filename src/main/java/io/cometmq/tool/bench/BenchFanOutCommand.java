package io.cometmq.tool.bench;

import io.cometmq.tool.cli.ToolContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures one producer with many subscriptions. Used by the main thread. */
@Command(
    name = "fan-out",
    description =
        "Sends to many subscriptions at once, and measures how long messages take to all of them.")
public final class BenchFanOutCommand implements Callable<Integer> {
  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many get every message. Default: ${DEFAULT-VALUE}.")
  private int subscriptions;

  @Option(
      names = "--broadcast",
      description = "They are members of one group that broadcasts. Otherwise a group for each.")
  private boolean broadcast;

  @Mixin private final TimingOptions timing = new TimingOptions();
  @Mixin private final Bench bench;

  /** Creates the command. */
  public BenchFanOutCommand(ToolContext context) {
    this.bench = new Bench(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    return bench.run(
        "fan-out", timing.timing(1), new Plan.Readers(subscriptions, 1, broadcast, false));
  }
}

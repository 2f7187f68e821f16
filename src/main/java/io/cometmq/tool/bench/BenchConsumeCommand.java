package io.cometmq.tool.bench;

import io.cometmq.tool.cli.ToolContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures reading. Used by the main thread. */
@Command(name = "consume", description = "Fills a topic, and measures how fast a group reads it.")
public final class BenchConsumeCommand implements Callable<Integer> {
  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "200000",
      description = "How many are sent and read. Default: ${DEFAULT-VALUE}.")
  private long messages;

  @Option(
      names = "--consumers",
      defaultValue = "1",
      description = "Members of the group. Default: 1.")
  private int consumers;

  @Mixin private final Bench bench;

  /** Creates the command. */
  public BenchConsumeCommand(ToolContext context) {
    this.bench = new Bench(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    return bench.run(
        "consume",
        new Bench.Timing(1, 0, Duration.ZERO, Duration.ZERO, messages),
        new Plan.Readers(1, consumers, false, true));
  }
}

package io.cometmq.tool.bench;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How fast and how long a bench sends. A mixin; filled by picocli. */
final class TimingOptions {
  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Messages a second of all producers together; latencies count from when a message should"
              + " have left. Otherwise as fast as receipts come.")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long it measures. Default: ${DEFAULT-VALUE}.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "How long it sends before that. Default: ${DEFAULT-VALUE}.")
  private Duration warmUp = Duration.ZERO;

  Bench.Timing timing(int producers) {
    return new Bench.Timing(producers, rate, warmUp, duration, 0);
  }
}

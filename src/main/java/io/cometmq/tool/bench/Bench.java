package io.cometmq.tool.bench;

import io.cometmq.tool.cli.ClientSession;
import io.cometmq.tool.cli.ConnectionOptions;
import io.cometmq.tool.cli.OutputOptions;
import io.cometmq.tool.cli.ProgressOptions;
import io.cometmq.tool.cli.SizeConverter;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all measuring commands have. A mixin; filled by picocli. */
final class Bench {
  @Option(
      names = "--topic",
      description = "Topic to use. Default: ${DEFAULT-VALUE}.",
      defaultValue = "cometmq-bench")
  private String topic = "";

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      defaultValue = "1KiB",
      description = "Size of bodies, at least " + Stamp.SIZE + ". Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--queues",
      defaultValue = "8",
      description = "Queues of the topic if it is not there yet. Default: ${DEFAULT-VALUE}.")
  private int queues;

  @Option(
      names = "--in-flight",
      defaultValue = "1000",
      description = "Most messages of a producer without a receipt. Default: ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all results as JSON.")
  private @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots.")
  private @Nullable Path html;

  @Mixin private final ConnectionOptions connection;
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ProgressOptions progress;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  private final ToolContext context;

  Bench(ToolContext context) {
    this.context = context;
    this.connection = new ConnectionOptions(context);
    this.progress = new ProgressOptions(context);
  }

  /**
   * Measures, and writes what was found.
   *
   * @return the exit code: 1 when messages failed or were lost
   */
  int run(String name, Timing timing, Plan.Readers readers) throws InterruptedException {
    Plan.Load load = load(timing);
    check(load, readers);
    BenchResult result = measure(new Plan(name, load, readers));
    output.out().print(output.isJson() ? result.all().json() : result.table());
    output.out().flush();
    if (json != null) {
      write(json, result.all().json());
    }
    if (html != null) {
      write(html, ReportPage.of(result));
    }
    return result.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /**
   * When and how fast messages are sent.
   *
   * @param messages how many at most, 0 for no limit
   */
  record Timing(int producers, double rate, Duration warmUp, Duration duration, long messages) {}

  private Plan.Load load(Timing timing) {
    return new Plan.Load(
        topic,
        size,
        queues,
        timing.producers(),
        timing.rate(),
        inFlight,
        timing.warmUp(),
        timing.duration(),
        timing.messages());
  }

  private void check(Plan.Load load, Plan.Readers readers) {
    if (load.size() < Stamp.SIZE) {
      throw wrong("--size must be at least " + Stamp.SIZE);
    }
    if (load.queues() < 1 || load.producers() < 1 || load.inFlight() < 1 || load.rate() < 0) {
      throw wrong("--queues, --producers and --in-flight must be at least 1, --rate at least 0");
    }
    boolean reads = !readers.equals(Plan.Readers.none());
    if (reads && (readers.subscriptions() < 1 || readers.members() < 1)
        || readers.afterwards() && load.messages() < 1) {
      throw wrong("numbers of consumers, subscriptions and messages must be at least 1");
    }
    checkFolder(json);
    checkFolder(html);
  }

  /** Nobody wants to hear of it when all is measured. */
  private void checkFolder(@Nullable Path file) {
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isWritable(folder)) {
      throw wrong("cannot write into " + folder + "; name a file in another folder");
    }
  }

  private ParameterException wrong(String text) {
    return new ParameterException(command.commandLine(), text);
  }

  private BenchResult measure(Plan plan) throws InterruptedException {
    int members = plan.readers().subscriptions() * plan.readers().members();
    int loops =
        Math.min(Runtime.getRuntime().availableProcessors(), plan.load().producers() + members);
    try (ClientSession session = connection.open(Math.max(1, loops))) {
      return new BenchRun(plan, session, progress.line(), context.interrupt()).run();
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new ToolException("cannot write " + file + ": " + e + "; name another file", e);
    }
  }
}

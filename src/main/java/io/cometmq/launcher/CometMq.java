package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigException;
import io.cometmq.config.ConfigProblem;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line of the jar. Used by the main thread. */
@Command(
    name = "cometmq",
    description =
        "A message broker that speaks RocketMQ's protocol. Starts when no command is given.",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class)
public final class CometMq implements Callable<Integer> {
  private final StartCommand start;

  @Mixin private StartOptions options = new StartOptions();

  private CometMq(StartCommand start) {
    this.start = start;
  }

  /** Runs a command; the process goes on when a server was started. */
  public static void main(String[] args) {
    CommandLine commands = commands(Surroundings.ofProcess(CometMq::server));
    int code = commands.execute(args);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    return start.start(options);
  }

  static CommandLine commands(Surroundings surroundings) {
    StartCommand start = new StartCommand(surroundings);
    return new CommandLine(new CometMq(start))
        .addSubcommand(start)
        .addSubcommand(new ConfigDocCommand())
        .setExecutionExceptionHandler(CometMq::explain);
  }

  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult line)
      throws Exception {
    if (!(failure instanceof ConfigException wrong)) {
      throw failure;
    }
    PrintWriter err = command.getErr();
    err.println("cometmq cannot start with these settings:");
    for (ConfigProblem problem : wrong.problems()) {
      err.println("  " + problem);
    }
    err.println("All settings: docs/configuration.md, or the command config-doc.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static Server server(CometConfig config) {
    throw new IllegalStateException("this build serves no role of " + config.roles() + " yet");
  }
}

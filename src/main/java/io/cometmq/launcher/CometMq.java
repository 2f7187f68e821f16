package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigDocument;
import io.cometmq.config.ConfigException;
import io.cometmq.config.ConfigProblem;
import io.cometmq.config.LogLevel;
import io.cometmq.tool.cli.Failures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line of the jar. Used by the main thread. What starts a server is described by calls
 * instead of annotations because reading those by reflection would cost a noticeable part of the
 * start; the others are in {@link Tools}.
 */
public final class CometMq {
  private static final String START = "start";
  private static final String NETTY_JFR = "io.netty.jfr.enabled";
  private static final List<String> HELP = List.of("-h", "--help", "-V", "--version");
  private static final String CONFIG_DOC = "config-doc";
  private static final String SAMPLE = "--sample";
  private static final String FOLDER = "--folder";

  private CometMq() {}

  /** Runs a command; the process goes on when a server was started. */
  public static void main(String[] args) {
    Surroundings surroundings = Surroundings.ofProcess(CometMq::server);
    boolean start = isStart(args);
    if (start && System.getProperty(NETTY_JFR) == null) {
      // its flight-recorder events cost a tenth of the start; -D brings them back
      System.setProperty(NETTY_JFR, "false");
    }
    CommandLine line = start ? serverCommands(surroundings) : commands(surroundings);
    int code = line.execute(args);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
  }

  /** A start goes without the other commands: describing them takes time. */
  private static boolean isStart(String[] args) {
    return args.length == 0
        || args[0].equals(START)
        || args[0].startsWith("-") && !HELP.contains(args[0]);
  }

  /** All commands. */
  static CommandLine commands(Surroundings surroundings) {
    Tools tools = new Tools(surroundings);
    CommandLine line = serverCommands(surroundings);
    tools.addTo(line);
    return line.setExecutionStrategy(
        parsed -> isTool(parsed) ? tools.run(parsed) : run(parsed, surroundings));
  }

  private static boolean isTool(ParseResult line) {
    return line.hasSubcommand() && line.subcommand().commandSpec().userObject() != null;
  }

  private static CommandLine serverCommands(Surroundings surroundings) {
    CommandSpec root =
        command(
            "cometmq",
            "A message broker that speaks RocketMQ's protocol. Starts when no command is given.");
    StartOptions.addTo(root);
    CommandSpec start =
        command(START, "Starts NameServer and broker, or the parts that roles names. The default.");
    StartOptions.addTo(start);
    CommandSpec document = command(CONFIG_DOC, "Prints the reference of all settings (Markdown).");
    document.addOption(
        flag(SAMPLE).description("Print a settings file with every default instead.").build());
    CommandSpec warmUp = command(WarmUpCommand.NAME, WarmUpCommand.DESCRIPTION);
    warmUp.addOption(
        OptionSpec.builder(FOLDER)
            .paramLabel("FOLDER")
            .type(Path.class)
            .required(true)
            .description("Where its files go; must not be the folder of a broker.")
            .build());
    root.addSubcommand(START, start)
        .addSubcommand(CONFIG_DOC, document)
        .addSubcommand(WarmUpCommand.NAME, warmUp);
    return new CommandLine(root)
        .setExecutionStrategy(line -> run(line, surroundings))
        .setParameterExceptionHandler(Failures::explain);
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec command = CommandSpec.create().name(name).version(ProductVersion.lines());
    command.usageMessage().description(description);
    command.addOption(flag("-h", "--help").usageHelp(true).description("Prints this.").build());
    command.addOption(
        flag("-V", "--version").versionHelp(true).description("Prints the version.").build());
    return command;
  }

  private static OptionSpec.Builder flag(String... names) {
    return OptionSpec.builder(names).type(boolean.class).arity("0");
  }

  private static int run(ParseResult line, Surroundings surroundings) {
    Integer help = CommandLine.executeHelpRequest(line);
    if (help != null) {
      return help;
    }
    ParseResult command = line.hasSubcommand() ? line.subcommand() : line;
    CommandSpec spec = command.commandSpec();
    if (spec.name().equals(CONFIG_DOC)) {
      return document(spec.commandLine().getOut(), command.hasMatchedOption(SAMPLE));
    }
    try {
      if (spec.name().equals(WarmUpCommand.NAME)) {
        return warmUp(command.matchedOptionValue(FOLDER, Path.of("")), spec);
      }
      return new StartCommand(surroundings).start(StartOptions.of(line));
    } catch (ConfigException e) {
      return explain(e, spec.commandLine().getErr());
    }
  }

  private static int warmUp(Path folder, CommandSpec spec) {
    LogSetup.apply(LogLevel.WARN);
    try {
      WarmUpCommand.run(folder);
      return ExitCode.OK;
    } catch (Exception e) {
      spec.commandLine().getErr().println("cometmq cannot warm up: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private static int document(PrintWriter out, boolean sample) {
    out.print(sample ? ConfigDocument.sampleFile() : ConfigDocument.markdown());
    out.flush();
    return ExitCode.OK;
  }

  private static int explain(ConfigException wrong, PrintWriter err) {
    err.println("cometmq cannot start with these settings:");
    for (ConfigProblem problem : wrong.problems()) {
      err.println("  " + problem);
    }
    err.println("All settings: docs/configuration.md, or the command config-doc.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static Server server(CometConfig config) {
    return new CometServer(config);
  }
}

package io.cometmq.tool.store;

import io.cometmq.util.Clock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The commands {@code store dump} and {@code store verify}. Used by the main thread. */
public final class StoreCommands {
  /** Name of the command that has the others below it. */
  public static final String NAME = "store";

  /** What it is for. */
  public static final String DESCRIPTION =
      "Looks at a store folder, ours or RocketMQ's, without a broker.";

  private static final String DUMP = "dump";
  private static final String VERIFY = "verify";
  private static final String OUTPUT = "--output";
  private static final String FROM = "--from";
  private static final String TO = "--to";
  private static final String LIMIT = "--limit";
  private static final String TOPIC = "--topic";
  private static final String QUEUE = "--queue";
  private static final String KEY = "--key";
  private static final String QUIET = "--quiet";
  private static final String BODY = "--body";
  private static final int SOUND = 0;
  private static final int UNSOUND = 1;

  /** How results are written. */
  enum Output {
    TABLE,
    JSON
  }

  private final BooleanSupplier cancelled;

  /**
   * Creates the commands.
   *
   * @param cancelled whether work should come to an end; asked now and then
   */
  public StoreCommands(BooleanSupplier cancelled) {
    this.cancelled = cancelled;
  }

  /**
   * Adds the commands.
   *
   * @param commands makes a command of a name and a description
   */
  public static void describe(CommandSpec store, BiFunction<String, String, CommandSpec> commands) {
    CommandSpec dump = commands.apply(DUMP, "Prints the records of a log.");
    CommandSpec verify =
        commands.apply(
            VERIFY,
            "Checks every record and every unit of the consume queues. Ends with 1 if something is"
                + " wrong.");
    for (CommandSpec command : new CommandSpec[] {dump, verify}) {
      command.addPositional(
          PositionalParamSpec.builder()
              .paramLabel("FOLDER")
              .arity("1")
              .type(Path.class)
              .description("The folder that store.path names. It is never written to.")
              .build());
      command.addOption(
          OptionSpec.builder(OUTPUT)
              .type(Output.class)
              .defaultValue("TABLE")
              .description("TABLE or JSON; JSON is one object a line.")
              .build());
      flag(command, QUIET, "Say nothing of how far long work has come.");
    }
    option(dump, FROM, long.class, "0", "Position of the log to begin at.");
    option(dump, TO, long.class, Long.toString(Long.MAX_VALUE), "Position to end before.");
    option(dump, LIMIT, long.class, "100", "Number of records at most.");
    option(dump, TOPIC, String.class, null, "Only this topic, as it is stored.");
    option(dump, QUEUE, Integer.class, null, "Only this queue id.");
    option(dump, KEY, String.class, null, "Only messages with this key or unique key.");
    flag(dump, BODY, "Show the body, too.");
    store.addSubcommand(DUMP, dump).addSubcommand(VERIFY, verify);
  }

  private static void flag(CommandSpec command, String name, String text) {
    command.addOption(
        OptionSpec.builder(name).type(boolean.class).arity("0").description(text).build());
  }

  private static void option(
      CommandSpec command, String name, Class<?> type, @Nullable String value, String text) {
    OptionSpec.Builder option = OptionSpec.builder(name).type(type).arity("1").description(text);
    if (value != null) {
      option.defaultValue(value);
    }
    command.addOption(option.build());
  }

  /** Runs the command that was given; the result is the process's exit code. */
  public int run(ParseResult command, PrintWriter out, PrintWriter err) {
    Progress progress =
        new Progress(err, !command.hasMatchedOption(QUIET), cancelled, Clock.SYSTEM);
    try {
      StoreFolder folder = StoreFolder.open(command.matchedPositionalValue(0, Path.of("")));
      return VERIFY.equals(command.commandSpec().name())
          ? verify(command, folder, progress, out)
          : dump(command, folder, progress, out);
    } catch (ToolException e) {
      err.println(e.getMessage());
      err.flush();
      return UNSOUND;
    }
  }

  private static int verify(
      ParseResult command, StoreFolder folder, Progress progress, PrintWriter out) {
    VerifyReport report = new StoreVerifier(folder, progress).verify();
    out.print(output(command) == Output.JSON ? report.json() + "\n" : report.text());
    out.flush();
    return report.isSound() ? SOUND : UNSOUND;
  }

  private static int dump(
      ParseResult command, StoreFolder folder, Progress progress, PrintWriter out) {
    DumpFilter filter =
        new DumpFilter(
            command.matchedOptionValue(TOPIC, null),
            command.matchedOptionValue(QUEUE, null),
            command.matchedOptionValue(KEY, null));
    new StoreDumper(
            folder, filter, output(command) == Output.JSON, command.hasMatchedOption(BODY), out)
        .dump(number(command, FROM), number(command, TO), number(command, LIMIT), progress);
    return SOUND;
  }

  private static Output output(ParseResult command) {
    return command.commandSpec().findOption(OUTPUT).getValue();
  }

  private static long number(ParseResult command, String option) {
    return command.commandSpec().findOption(option).<Long>getValue();
  }
}

package io.cometmq.tool.cli;

import java.time.Duration;
import picocli.CommandLine;

/** Makes picocli's commands of classes with annotations, all in the same way. Stateless. */
public final class ToolCommands {
  private ToolCommands() {}

  /**
   * Adds a command.
   *
   * @param command with {@link picocli.CommandLine.Command}; one that only has others below it is
   *     neither callable nor runnable
   * @param below commands below it
   */
  public static void add(CommandLine root, Object command, Object... below) {
    CommandLine line = prepared(root, command);
    for (Object each : below) {
      line.addSubcommand(prepared(root, each));
    }
    root.addSubcommand(line);
  }

  private static CommandLine prepared(CommandLine root, Object command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().mixinStandardHelpOptions(true).version(root.getCommandSpec().version());
    line.registerConverter(Duration.class, new TimeConverter());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }
}

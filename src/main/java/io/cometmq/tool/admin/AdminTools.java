package io.cometmq.tool.admin;

import io.cometmq.tool.cli.ToolCommands;
import io.cometmq.tool.cli.ToolContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of operators, together. Stateless. */
public final class AdminTools {
  private AdminTools() {}

  /** Has the commands below it that are about topics. */
  @Command(name = "topic", description = "Lists, creates, changes and deletes topics.")
  private static final class TopicCommand {}

  /** Has the commands below it that are about groups. */
  @Command(
      name = "group",
      description = "Lists, creates, changes and deletes consumer groups, and shows their lag.")
  private static final class GroupCommand {}

  /** Has the commands below it that are about offsets. */
  @Command(name = "offset", description = "Sends consumer groups elsewhere.")
  private static final class OffsetCommand {}

  /** Has the commands below it that are about messages. */
  @Command(name = "message", description = "Finds messages.")
  private static final class MessageCommand {}

  /** Adds them to the command line. */
  public static void addTo(CommandLine root, ToolContext context) {
    ToolCommands.add(
        root,
        new TopicCommand(),
        new TopicListCommand(context),
        new TopicCreateCommand(context),
        new TopicUpdateCommand(context),
        new TopicDeleteCommand(context),
        new TopicDescribeCommand(context));
    ToolCommands.add(
        root,
        new GroupCommand(),
        new GroupListCommand(context),
        new GroupCreateCommand(context),
        new GroupUpdateCommand(context),
        new GroupDeleteCommand(context),
        new GroupDescribeCommand(context));
    ToolCommands.add(root, new OffsetCommand(), new OffsetResetCommand(context));
    ToolCommands.add(
        root,
        new MessageCommand(),
        new MessageGetCommand(context),
        new MessageQueryCommand(context));
    ToolCommands.add(root, new ClusterCommand(context));
  }
}

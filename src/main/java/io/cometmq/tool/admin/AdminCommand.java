package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.tool.cli.ClientSession;
import io.cometmq.tool.cli.ConnectionOptions;
import io.cometmq.tool.cli.OutputOptions;
import io.cometmq.tool.cli.ToolContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What commands of operators have in common. Used by the main thread, filled by picocli. */
abstract class AdminCommand implements Callable<Integer> {
  static final int OK = 0;
  static final int NOT_WELL = 1;

  @Mixin private final ConnectionOptions connection;
  @Mixin private final OutputOptions output = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  AdminCommand(ToolContext context) {
    connection = new ConnectionOptions(context);
  }

  @Override
  public final Integer call() {
    try (ClientSession session = connection.open()) {
      return run(session.client());
    }
  }

  /** Does the work; the result is the exit code. */
  abstract int run(CometClient client);

  /** Where results go. */
  OutputOptions output() {
    return output;
  }

  CommandSpec command() {
    return command;
  }

  /** Says something that is no result. */
  void say(String text) {
    command.commandLine().getErr().println(text);
    command.commandLine().getErr().flush();
  }
}

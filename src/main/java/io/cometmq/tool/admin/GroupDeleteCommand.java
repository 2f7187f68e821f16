package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.tool.cli.Facts;
import io.cometmq.tool.cli.ToolContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a group. Used by the main thread. */
@Command(
    name = "delete",
    description =
        "Deletes a consumer group everywhere. Its topics of retries and dead letters stay.")
final class GroupDeleteCommand extends AdminCommand {
  @Parameters(paramLabel = "GROUP", description = "Its name.")
  private String group = "";

  @Option(names = "--offsets", description = "Forget how far it has come, too.")
  private boolean offsets;

  GroupDeleteCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    output()
        .print(
            new Facts()
                .put("deleted", group)
                .put("brokers", client.admin().groups().delete(group, offsets).await())
                .put("offsets", offsets ? "forgotten" : "kept"));
    return OK;
  }
}

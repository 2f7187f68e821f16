package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.tool.cli.Facts;
import io.cometmq.tool.cli.ToolContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a topic. Used by the main thread. */
@Command(
    name = "delete",
    description =
        "Deletes a topic with its messages and what groups have committed for it, everywhere.")
final class TopicDeleteCommand extends AdminCommand {
  @Parameters(paramLabel = "TOPIC", description = "Its name.")
  private String topic = "";

  TopicDeleteCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    output()
        .print(
            new Facts()
                .put("deleted", topic)
                .put("brokers", client.admin().topics().delete(topic).await()));
    return OK;
  }
}

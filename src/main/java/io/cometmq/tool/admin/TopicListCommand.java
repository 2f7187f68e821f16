package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.client.TopicAdmin;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists topics. Used by the main thread. */
@Command(name = "list", description = "Lists topics, a line for each broker that has one.")
final class TopicListCommand extends AdminCommand {
  @Option(
      names = {"-a", "--all"},
      description = "Also topics of retries, of dead letters and of the brokers themselves.")
  private boolean all;

  TopicListCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    Rows rows = TopicRows.empty();
    for (TopicAdmin.Entry entry : client.admin().topics().list().await()) {
      if (all || entry.kind() == TopicAdmin.Kind.NORMAL) {
        entry
            .byBroker()
            .forEach((broker, settings) -> TopicRows.add(rows, entry.topic(), broker, settings));
      }
    }
    output().print(rows);
    return OK;
  }
}

package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.client.GroupAdmin;
import io.cometmq.model.TopicNames;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists groups. Used by the main thread. */
@Command(
    name = "list",
    description = "Lists consumer groups with their members and how far behind they are.")
final class GroupListCommand extends AdminCommand {
  @Option(
      names = {"-a", "--all"},
      description = "Also groups of the brokers and their tools.")
  private boolean all;

  GroupListCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    GroupAdmin groups = client.admin().groups();
    Rows rows = Rows.of("group", "brokers", "members", "topics", "lag", "perSecond");
    for (GroupAdmin.Entry entry : groups.list().await()) {
      if (all || !entry.system()) {
        GroupAdmin.Progress progress = groups.progress(entry.group()).await();
        rows.add(
            entry.group(),
            entry.byBroker().keySet(),
            groups.members(entry.group()).await().members().size(),
            progress.lagByTopic().keySet().stream()
                .filter(each -> !TopicNames.isRetry(each))
                .toList(),
            progress.lag(),
            progress.perSecond());
      }
    }
    output().print(rows);
    return OK;
  }
}

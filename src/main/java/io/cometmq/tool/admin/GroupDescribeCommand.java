package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.client.GroupAdmin;
import io.cometmq.tool.admin.Sections.Listing;
import io.cometmq.tool.cli.ToolContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a group. Used by the main thread. */
@Command(
    name = "describe",
    description = "Shows the members of a group, what they want, and how far they have come.")
final class GroupDescribeCommand extends AdminCommand {
  @Parameters(paramLabel = "GROUP", description = "Its name.")
  private String group = "";

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only how far it has come in this topic.")
  private @Nullable String topic;

  GroupDescribeCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    GroupAdmin groups = client.admin().groups();
    GroupAdmin.Progress progress =
        (topic == null ? groups.progress(group) : groups.progress(group, topic)).await();
    GroupAdmin.Online online = groups.members(group).await();
    new Sections()
        .fact("group", group)
        .fact("members", online.members().size())
        .fact("type", online.type())
        .fact("model", online.model())
        .fact("from", online.from())
        .fact("lag", progress.lag())
        .fact("perSecond", progress.perSecond())
        .fact("warnings", online.warnings())
        .list("clients", clients(online))
        .list("subscriptions", subscriptions(online))
        .list("queues", queues(progress))
        .print(output());
    return OK;
  }

  private static Listing clients(GroupAdmin.Online online) {
    Listing clients = Listing.of("clientId", "address", "language", "release", "brokers");
    online
        .members()
        .forEach(
            each ->
                clients.add(
                    each.clientId(),
                    each.address(),
                    each.language(),
                    each.release(),
                    each.brokers()));
    return clients;
  }

  private static Listing subscriptions(GroupAdmin.Online online) {
    Listing subscriptions = Listing.of("topic", "filter", "expression");
    online
        .subscriptions()
        .forEach(each -> subscriptions.add(each.topic(), each.type(), each.expression()));
    return subscriptions;
  }

  private static Listing queues(GroupAdmin.Progress progress) {
    Listing queues =
        Listing.of("topic", "broker", "queueId", "committed", "endOffset", "lag", "lastConsumed");
    progress
        .queues()
        .forEach(
            each ->
                queues.add(
                    each.queue().topic(),
                    each.queue().brokerName(),
                    each.queue().queueId(),
                    each.committed(),
                    each.endOffset(),
                    each.lag(),
                    each.lastConsumed()));
    return queues;
  }
}

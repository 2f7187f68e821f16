package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.client.TopicAdmin;
import io.cometmq.tool.admin.Sections.Listing;
import io.cometmq.tool.cli.ToolContext;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a topic. Used by the main thread. */
@Command(
    name = "describe",
    description = "Shows where a topic is, its settings, and what its queues hold.")
final class TopicDescribeCommand extends AdminCommand {
  @Parameters(paramLabel = "TOPIC", description = "Its name.")
  private String topic = "";

  TopicDescribeCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    TopicAdmin topics = client.admin().topics();
    List<TopicAdmin.QueueStats> queues = topics.stats(topic).await();
    Listing brokers =
        Listing.of("broker", "readQueues", "writeQueues", "perm", "type", "ordered", "attributes");
    topics
        .settings(topic)
        .await()
        .forEach(
            (broker, settings) ->
                brokers.add(
                    broker,
                    settings.readQueues(),
                    settings.writeQueues(),
                    Perm.text(settings.permission()),
                    TopicRows.type(settings),
                    settings.ordered(),
                    settings.attributes()));
    Listing lines =
        Listing.of("broker", "queueId", "firstOffset", "endOffset", "messages", "lastStored");
    queues.forEach(
        each ->
            lines.add(
                each.queue().brokerName(),
                each.queue().queueId(),
                each.firstOffset(),
                each.endOffset(),
                each.messages(),
                each.lastStored()));
    new Sections()
        .fact("topic", topic)
        .fact("messages", queues.stream().mapToLong(TopicAdmin.QueueStats::messages).sum())
        .list("brokers", brokers)
        .list("queues", lines)
        .print(output());
    return OK;
  }
}

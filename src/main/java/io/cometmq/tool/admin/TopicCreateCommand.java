package io.cometmq.tool.admin;

import io.cometmq.client.Admin;
import io.cometmq.client.ClientException;
import io.cometmq.client.CometClient;
import io.cometmq.client.TopicSettings;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Creates a topic. Used by the main thread. */
@Command(
    name = "create",
    description = "Creates a topic that is not there yet, on all brokers unless told otherwise.",
    footer = {
      "",
      "Examples:",
      "  cometmq topic create orders",
      "  cometmq topic create payments --queues 4 --type fifo --cluster eu"
    })
final class TopicCreateCommand extends AdminCommand {
  @Parameters(paramLabel = "TOPIC", description = "Its name.")
  private String topic = "";

  @Mixin private final TopicOptions options = new TopicOptions();
  @Mixin private final ScopeOptions scope = new ScopeOptions();

  TopicCreateCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    Admin admin = client.admin();
    List<String> having = scope.among(having(admin), admin);
    if (!having.isEmpty()) {
      throw new ToolException(
          "topic "
              + topic
              + " is there already, on "
              + String.join(", ", having)
              + "; change it with: topic update");
    }
    TopicSettings settings = options.applyTo(TopicSettings.usual());
    Rows rows = TopicRows.empty();
    admin
        .topics()
        .put(topic, settings, scope.scope())
        .await()
        .forEach(broker -> TopicRows.add(rows, topic, broker, settings));
    output().print(rows);
    return OK;
  }

  private Set<String> having(Admin admin) {
    try {
      return admin.topics().settings(topic).await().keySet();
    } catch (ClientException.NoRoute none) {
      return Set.of();
    }
  }
}

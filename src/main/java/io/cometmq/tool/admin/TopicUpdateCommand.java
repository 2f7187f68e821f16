package io.cometmq.tool.admin;

import io.cometmq.client.Admin;
import io.cometmq.client.BrokerScope;
import io.cometmq.client.CometClient;
import io.cometmq.client.TopicSettings;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes a topic. Used by the main thread. */
@Command(
    name = "update",
    description = "Changes a topic on the brokers that have it. What is not named stays as it is.",
    footer = {
      "",
      "Examples:",
      "  cometmq topic update orders --queues 16",
      "  cometmq topic update orders --perm r --broker broker-a"
    })
final class TopicUpdateCommand extends AdminCommand {
  @Parameters(paramLabel = "TOPIC", description = "Its name.")
  private String topic = "";

  @Mixin private final TopicOptions options = new TopicOptions();
  @Mixin private final ScopeOptions scope = new ScopeOptions();

  TopicUpdateCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    Admin admin = client.admin();
    Map<String, TopicSettings> changed = new LinkedHashMap<>();
    Map<String, TopicSettings> before = admin.topics().settings(topic).await();
    for (String broker : scope.among(before.keySet(), admin)) {
      changed.put(broker, options.applyTo(before.getOrDefault(broker, TopicSettings.usual())));
    }
    if (changed.isEmpty()) {
      throw new ToolException(
          "topic "
              + topic
              + " is not there; the brokers that have it are "
              + String.join(", ", before.keySet()));
    }
    Rows rows = TopicRows.empty();
    changed.forEach(
        (broker, settings) -> {
          admin.topics().put(topic, settings, BrokerScope.broker(broker)).await();
          TopicRows.add(rows, topic, broker, settings);
        });
    output().print(rows);
    return OK;
  }
}

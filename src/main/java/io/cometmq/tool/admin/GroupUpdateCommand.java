package io.cometmq.tool.admin;

import io.cometmq.client.Admin;
import io.cometmq.client.BrokerScope;
import io.cometmq.client.CometClient;
import io.cometmq.client.GroupSettings;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes a group. Used by the main thread. */
@Command(
    name = "update",
    description = "Changes a group on the brokers that have it. What is not named stays as it is.",
    footer = {"", "Example:", "  cometmq group update billing --consuming false"})
final class GroupUpdateCommand extends AdminCommand {
  @Parameters(paramLabel = "GROUP", description = "Its name.")
  private String group = "";

  @Mixin private final GroupOptions options = new GroupOptions();
  @Mixin private final ScopeOptions scope = new ScopeOptions();

  GroupUpdateCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    Admin admin = client.admin();
    Map<String, GroupSettings> changed = new LinkedHashMap<>();
    Map<String, GroupSettings> before = admin.groups().settings(group).await();
    for (String broker : scope.among(before.keySet(), admin)) {
      changed.put(broker, options.applyTo(before.getOrDefault(broker, GroupSettings.usual())));
    }
    if (changed.isEmpty()) {
      throw new ToolException(
          "group "
              + group
              + " is not there; the brokers that have it are "
              + String.join(", ", before.keySet()));
    }
    Rows rows = GroupRows.empty();
    changed.forEach(
        (broker, settings) -> {
          admin.groups().put(group, settings, BrokerScope.broker(broker)).await();
          GroupRows.add(rows, group, broker, settings);
        });
    output().print(rows);
    return OK;
  }
}

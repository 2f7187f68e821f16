package io.cometmq.tool.admin;

import io.cometmq.client.Admin;
import io.cometmq.client.ClientException;
import io.cometmq.client.CometClient;
import io.cometmq.client.GroupSettings;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Creates a group. Used by the main thread. */
@Command(
    name = "create",
    description = "Creates a group that is not there yet, on all brokers unless told otherwise.",
    footer = {"", "Example:", "  cometmq group create billing --max-retries 5"})
final class GroupCreateCommand extends AdminCommand {
  private static final int UNKNOWN_GROUP = 26;

  @Parameters(paramLabel = "GROUP", description = "Its name.")
  private String group = "";

  @Mixin private final GroupOptions options = new GroupOptions();
  @Mixin private final ScopeOptions scope = new ScopeOptions();

  GroupCreateCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    Admin admin = client.admin();
    List<String> having = scope.among(having(admin), admin);
    if (!having.isEmpty()) {
      throw new ToolException(
          "group "
              + group
              + " is there already, on "
              + String.join(", ", having)
              + "; change it with: group update");
    }
    GroupSettings settings = options.applyTo(GroupSettings.usual());
    Rows rows = GroupRows.empty();
    admin
        .groups()
        .put(group, settings, scope.scope())
        .await()
        .forEach(broker -> GroupRows.add(rows, group, broker, settings));
    output().print(rows);
    return OK;
  }

  private Set<String> having(Admin admin) {
    try {
      return admin.groups().settings(group).await().keySet();
    } catch (ClientException.Refused refused) {
      if (refused.code() == UNKNOWN_GROUP) {
        return Set.of();
      }
      throw refused;
    }
  }
}

package io.cometmq.tool.admin;

import io.cometmq.client.GroupSettings;
import io.cometmq.tool.cli.Rows;

/** Groups as lines, one for each broker. Stateless. */
final class GroupRows {
  private GroupRows() {}

  static Rows empty() {
    return Rows.of(
        "group", "broker", "consuming", "broadcasting", "ordered", "retryQueues", "maxRetries");
  }

  static void add(Rows rows, String group, String broker, GroupSettings settings) {
    rows.add(
        group,
        broker,
        settings.consuming(),
        settings.broadcasting(),
        settings.ordered(),
        settings.retryQueues(),
        settings.maxRetries());
  }
}

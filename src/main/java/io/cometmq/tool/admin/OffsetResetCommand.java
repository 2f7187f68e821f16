package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.client.OffsetAdmin;
import io.cometmq.client.OffsetTarget;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a group elsewhere. Used by the main thread. */
@Command(
    name = "reset",
    description = {
      "Has a consumer group go on elsewhere in the queues of a topic, and says what it changed.",
      "Members that are running follow with their next pull; what they have read already may still"
          + " be handled."
    },
    footer = {
      "",
      "Examples:",
      "  cometmq offset reset billing orders --to earliest --dry-run",
      "  cometmq offset reset billing orders --to 2026-11-28T18:00:00Z",
      "  cometmq offset reset billing orders --to 2h",
      "  cometmq offset reset billing orders --to 4711 --broker broker-a --queue 3"
    })
final class OffsetResetCommand extends AdminCommand {
  @Parameters(index = "0", paramLabel = "GROUP", description = "The consumer group.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "TOPIC", description = "The topic.")
  private String topic = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "WHERE",
      converter = TargetConverter.class,
      description =
          "earliest, latest, an offset (or the nearest that a queue has), a time"
              + " (2026-11-28T18:00:00Z), or how long ago (10m): to the first message since then.")
  private OffsetTarget target = OffsetTarget.latest();

  @Option(names = "--broker", paramLabel = "NAME", description = "Only queues on this broker.")
  private @Nullable String broker;

  @Option(names = "--queue", paramLabel = "N", description = "Only queues of this number.")
  private @Nullable Integer queue;

  @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
  private boolean dryRun;

  OffsetResetCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    OffsetAdmin offsets = client.admin().offsets();
    List<OffsetAdmin.Change> changes =
        offsets.plan(group, topic, target).await().stream().filter(this::isMeant).toList();
    if (changes.isEmpty()) {
      throw new ToolException(
          "topic " + topic + " has no such queue; see its queues with: topic describe " + topic);
    }
    if (!dryRun) {
      offsets.apply(group, changes).await();
    }
    Rows rows = Rows.of("topic", "broker", "queueId", "before", "after", "change");
    for (OffsetAdmin.Change each : changes) {
      rows.add(
          each.queue().topic(),
          each.queue().brokerName(),
          each.queue().queueId(),
          each.before().isPresent() ? each.before().getAsLong() : null,
          each.after(),
          each.distance());
    }
    output().print(rows);
    say(
        dryRun
            ? "nothing was changed: this was a dry run"
            : changes.size() + (changes.size() == 1 ? " queue was set" : " queues were set"));
    return OK;
  }

  private boolean isMeant(OffsetAdmin.Change change) {
    return (broker == null || change.queue().brokerName().equals(broker))
        && (queue == null || change.queue().queueId() == queue);
  }
}

package io.cometmq.tool.admin;

import io.cometmq.client.TopicSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a topic should be. A mixin; filled by picocli. */
final class TopicOptions {
  @Option(
      names = "--queues",
      paramLabel = "N",
      description = "Queues on each broker, to read and to write. Default for new topics: 8.")
  private @Nullable Integer queues;

  @Option(names = "--read-queues", paramLabel = "N", description = "Queues that are read.")
  private @Nullable Integer readQueues;

  @Option(names = "--write-queues", paramLabel = "N", description = "Queues that are written.")
  private @Nullable Integer writeQueues;

  @Option(
      names = "--perm",
      paramLabel = "PERM",
      description = "What clients may do: ${COMPLETION-CANDIDATES}.")
  private @Nullable Perm perm;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "What messages it is for: ${COMPLETION-CANDIDATES}.")
  private TopicSettings.@Nullable Type type;

  @Option(
      names = "--ordered",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Whether producers see the same queues even while a broker is down.")
  private @Nullable Boolean ordered;

  @Option(
      names = "--attribute",
      paramLabel = "NAME=VALUE",
      description = "A further setting by RocketMQ's name. May be given several times.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  /** These settings, changed as was asked for. */
  TopicSettings applyTo(TopicSettings before) {
    int read = queues == null ? before.readQueues() : queues;
    int write = queues == null ? before.writeQueues() : queues;
    TopicSettings after =
        before.withQueues(
            readQueues == null ? read : readQueues, writeQueues == null ? write : writeQueues);
    if (perm != null) {
      int others = before.permission() & ~Perm.RW.bits();
      after = after.withPermission(others | perm.bits());
    }
    if (type != null) {
      after = after.withType(type);
    }
    if (ordered != null) {
      after = after.withOrder(ordered);
    }
    for (Map.Entry<String, String> each : attributes.entrySet()) {
      after = after.withAttribute(each.getKey(), each.getValue());
    }
    return after;
  }
}

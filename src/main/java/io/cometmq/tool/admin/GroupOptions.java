package io.cometmq.tool.admin;

import io.cometmq.client.GroupSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a group should be. A mixin; filled by picocli. */
final class GroupOptions {
  @Option(
      names = "--max-retries",
      paramLabel = "N",
      description =
          "How often a message comes again before it is a dead letter. Default for new groups: 16.")
  private @Nullable Integer maxRetries;

  @Option(
      names = "--retry-queues",
      paramLabel = "N",
      description = "Queues of its retries on each broker; 0 for no retries. Default: 1.")
  private @Nullable Integer retryQueues;

  @Option(
      names = "--ordered",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Whether whoever pops gets messages in order.")
  private @Nullable Boolean ordered;

  @Option(
      names = "--consuming",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether it may read at all.")
  private @Nullable Boolean consuming;

  @Option(
      names = "--broadcasting",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether it may read as a broadcast.")
  private @Nullable Boolean broadcasting;

  /** These settings, changed as was asked for. */
  GroupSettings applyTo(GroupSettings before) {
    return new GroupSettings(
        consuming == null ? before.consuming() : consuming,
        broadcasting == null ? before.broadcasting() : broadcasting,
        ordered == null ? before.ordered() : ordered,
        before.fromFirst(),
        retryQueues == null ? before.retryQueues() : retryQueues,
        maxRetries == null ? before.maxRetries() : maxRetries);
  }
}

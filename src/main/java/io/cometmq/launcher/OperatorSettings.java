package io.cometmq.launcher;

import io.cometmq.broker.connection.handler.RuntimeSettings;
import io.cometmq.config.CometConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What operators' tools are told of the configuration. Stateless. */
final class OperatorSettings {
  private static final long HOUR_MS = 3_600_000;

  private OperatorSettings() {}

  static RuntimeSettings of(CometConfig config) {
    List<RuntimeSettings.Fixed> fixed = new ArrayList<>();
    add(fixed, "brokerClusterName", config.broker().cluster(), "broker.cluster");
    add(fixed, "brokerName", config.broker().name(), "broker.name");
    add(fixed, "brokerId", config.broker().id(), "broker.id");
    add(fixed, "brokerRole", "ASYNC_MASTER", "");
    add(fixed, "brokerPermission", 6, "");
    add(fixed, "defaultTopicQueueNums", config.broker().defaultQueues(), "broker.default-queues");
    add(fixed, "maxMessageSize", config.message().maxSizeBytes(), "message.max-size");
    add(fixed, "storePathRootDir", config.store().path(), "store.path");
    add(fixed, "mappedFileSizeCommitLog", config.store().segmentSizeBytes(), "store.segment-size");
    add(fixed, "flushDiskType", config.store().flush() + "_FLUSH", "store.flush");
    add(fixed, "flushIntervalCommitLog", config.store().flushIntervalMs(), "store.flush-interval");
    add(fixed, "fileReservedTime", config.store().retentionMs() / HOUR_MS, "store.retention");
    add(fixed, "diskMaxUsedSpaceRatio", config.store().diskLimitPercent(), "store.disk-limit");
    add(fixed, "messageDelayLevel", levels(config), "delay.levels");
    add(fixed, "timerMaxDelaySec", config.delay().maxMs() / 1000, "delay.max");
    add(fixed, "enablePropertyFilter", true, "");
    add(fixed, "autoCreateSubscriptionGroup", true, "");
    return new RuntimeSettings(fixed);
  }

  private static String levels(CometConfig config) {
    return config.delay().levelsMs().stream()
        .map(ms -> ms / 1000 + "s")
        .collect(Collectors.joining(" "));
  }

  private static void add(
      List<RuntimeSettings.Fixed> fixed, String name, Object value, String key) {
    fixed.add(new RuntimeSettings.Fixed(name, value.toString(), key));
  }
}

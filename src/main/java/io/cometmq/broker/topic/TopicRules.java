package io.cometmq.broker.topic;

import io.cometmq.model.Permission;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How topics come to be without anybody creating them. Immutable. */
public final class TopicRules {
  /** Queues of the topic that remembers popped messages. */
  public static final int REVIVE_QUEUES = 8;

  private static final int READ_WRITE = Permission.READ | Permission.WRITE;
  private static final int BENCHMARK_QUEUES = 1024;
  private static final int CLUSTER_QUEUES = 16;
  private static final int DELAY_LEVELS = 18;
  private static final int UNIT = 1;
  private static final int UNIT_SUBSCRIPTION = 2;

  private final String cluster;
  private final String broker;
  private final boolean autoCreate;
  private final int defaultQueues;

  /**
   * Creates the rules of a broker.
   *
   * @param autoCreate whether a send may create its topic
   * @param defaultQueues queues of the topic that new ones are made after
   */
  public TopicRules(String cluster, String broker, boolean autoCreate, int defaultQueues) {
    this.cluster = cluster;
    this.broker = broker;
    this.autoCreate = autoCreate;
    this.defaultQueues = defaultQueues;
  }

  /** The topics that are there from the start, as in RocketMQ. */
  public List<TopicConfig> initial() {
    List<TopicConfig> topics = new ArrayList<>();
    if (autoCreate) {
      topics.add(autoCreate());
    }
    topics.add(TopicConfig.of("SELF_TEST_TOPIC", 1, READ_WRITE));
    topics.add(TopicConfig.of("BenchmarkTest", BENCHMARK_QUEUES, READ_WRITE));
    topics.add(TopicConfig.of(cluster, CLUSTER_QUEUES, READ_WRITE | Permission.INHERIT));
    topics.add(TopicConfig.of(broker, 1, READ_WRITE | Permission.INHERIT));
    topics.add(TopicConfig.of("OFFSET_MOVED_EVENT", 1, READ_WRITE));
    topics.add(TopicConfig.of(TopicNames.SCHEDULE, DELAY_LEVELS, READ_WRITE));
    topics.add(TopicConfig.of(cluster + "_REPLY_TOPIC", 1, READ_WRITE));
    topics.add(TopicConfig.of(reviveTopic(cluster), REVIVE_QUEUES, READ_WRITE));
    topics.add(TopicConfig.of("rmq_sys_SYNC_BROKER_MEMBER_" + broker, 1, Permission.INHERIT));
    topics.add(TopicConfig.of(TopicNames.HALF, 1, READ_WRITE));
    topics.add(TopicConfig.of(TopicNames.OP_HALF, 1, READ_WRITE));
    topics.add(TopicConfig.of(TopicNames.TIMER, 1, READ_WRITE));
    return topics;
  }

  /** The topic that remembers popped messages. */
  public static String reviveTopic(String cluster) {
    return "rmq_sys_REVIVE_LOG_" + cluster;
  }

  /** The topic that new ones are made after. */
  public TopicConfig autoCreate() {
    return TopicConfig.of(TopicNames.AUTO_CREATE, defaultQueues, READ_WRITE | Permission.INHERIT);
  }

  /** Whether the topic is the broker's own. */
  public boolean isSystem(String topic) {
    return TopicNames.isSystem(topic)
        || topic.equals(cluster)
        || topic.equals(broker)
        || topic.equals(cluster + "_REPLY_TOPIC");
  }

  /**
   * The topic that a send to an unknown one creates.
   *
   * @param template the topic that the producer names as pattern, null when there is none
   * @param wantedQueues how many queues the producer wants
   * @return null when the pattern does not allow it
   */
  public @Nullable TopicConfig forSend(
      String topic, @Nullable TopicConfig template, int wantedQueues, boolean unit) {
    if (TopicNames.isRetry(topic) || TopicNames.isDlq(topic)) {
      return TopicConfig.of(topic, 1, READ_WRITE).withSysFlag(unit ? UNIT_SUBSCRIPTION : 0);
    }
    if (template == null || !Permission.isInherited(template.perm())) {
      return null;
    }
    int queues = Math.max(1, Math.min(wantedQueues, template.writeQueueNums()));
    return TopicConfig.of(topic, queues, template.perm() & ~Permission.INHERIT)
        .withSysFlag(unit ? UNIT : 0);
  }

  /** The topic that takes a group's messages to be consumed again. */
  public TopicConfig retryTopic(SubscriptionGroupConfig group, boolean unit) {
    return TopicConfig.of(
            TopicNames.retryTopic(group.groupName()),
            Math.max(1, group.retryQueueNums()),
            READ_WRITE)
        .withSysFlag(unit ? UNIT_SUBSCRIPTION : 0);
  }

  /** A topic that is in the log and not in the table: the table was not saved in time. */
  public TopicConfig lost(String topic, int queues) {
    return TopicConfig.of(topic, Math.max(1, queues), READ_WRITE);
  }
}

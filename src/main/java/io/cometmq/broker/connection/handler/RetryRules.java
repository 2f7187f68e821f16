package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.QueueLockTable;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.SendMessageRequest;
import io.cometmq.util.Clock;

/**
 * Decides when a message that a group could not consume is given up. Owned by one event loop; it
 * looks at snapshots of what others own.
 */
final class RetryRules {
  /** Clients from here on say themselves how often they want a message again. */
  private static final int VERSION_WITH_MAXIMUM = 121;

  private final SubscriptionGroupTable groups;
  private final QueueLockTable locks;
  private final Clock clock;

  RetryRules(SubscriptionGroupTable groups, QueueLockTable locks, Clock clock) {
    this.groups = groups;
    this.locks = locks;
    this.clock = clock;
  }

  /**
   * The topic that a message sent to a retry topic really goes to: the group's dead-letter topic
   * when it has been consumed too often. A group that consumes in order tries by itself and sends
   * only what it gives up.
   *
   * @throws RefusedException when there is no such group
   */
  SendMessageRequest redirect(SendMessageRequest request, int clientVersion) {
    String name = request.topic().substring(TopicNames.RETRY_PREFIX.length());
    SubscriptionGroupConfig group = group(name);
    int max = maximum(group, request.maxReconsumeTimes(), clientVersion);
    return request.reconsumeTimes() > max || locks.isLocking(name, clock.millis())
        ? request.withTarget(TopicNames.dlqTopic(name), 0)
        : request;
  }

  /** The group, or a refusal. */
  SubscriptionGroupConfig group(String name) {
    SubscriptionGroupConfig group = groups.find(name);
    if (group == null) {
      throw new RefusedException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
          "subscription group not exist, " + name + "; create it with mqadmin updateSubGroup");
    }
    return group;
  }

  /** How often a message is consumed again, by what the client says or else the group's setting. */
  static int maximum(SubscriptionGroupConfig group, int asked, int clientVersion) {
    return asked >= 0 && clientVersion >= VERSION_WITH_MAXIMUM ? asked : group.retryMaxTimes();
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.ConsumerGroupTable;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.MessageModel;
import io.cometmq.model.Permission;
import io.cometmq.model.PullSysFlag;
import io.cometmq.model.SubscriptionData;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.PullMessageRequest;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import java.util.Map;

/**
 * Decides whether a pull may be served, from which queue and through which filter. Owned by one
 * event loop; it looks at snapshots of what others own.
 */
final class PullAdmission {
  // kinds of NO_PERMISSION, as RocketMQ numbers them
  private static final int GROUP_DISABLED = 2;
  private static final int TOPIC_NOT_READABLE = 3;
  private static final int BROADCAST_DISABLED = 4;
  private static final int GROUP_FORBIDDEN_FOR_TOPIC = 5;

  private final TopicTable topics;
  private final SubscriptionGroupTable groups;
  private final ConsumerGroupTable consumers;
  private final ConsumeQueueTable queues;
  private final FilterCache filters;

  PullAdmission(
      TopicTable topics,
      SubscriptionGroupTable groups,
      ConsumerGroupTable consumers,
      ConsumeQueueTable queues,
      FilterCache filters) {
    this.filters = filters;
    this.topics = topics;
    this.groups = groups;
    this.consumers = consumers;
    this.queues = queues;
  }

  /**
   * The queue to read from.
   *
   * @throws RefusedException when topic, queue or group don't allow it
   */
  ConsumeQueue queueFor(PullMessageRequest request) {
    return queueFor(request.consumerGroup(), request.topic(), request.queueId());
  }

  /** The same for a pull that has waited: what it may do can have changed meanwhile. */
  ConsumeQueue queueFor(String groupName, String topicName, int queueId) {
    SubscriptionGroupConfig group = groups.find(groupName);
    if (group != null && !group.consumeEnable()) {
      throw forbidden(
          GROUP_DISABLED, "subscription group no permission, " + groupName + " is disabled");
    }
    if (groups.isForbidden(groupName, topicName)) {
      throw forbidden(
          GROUP_FORBIDDEN_FOR_TOPIC,
          "the consumer group[" + groupName + "] is forbidden for topic[" + topicName + "]");
    }
    TopicConfig topic = topics.find(topicName);
    if (topic == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST,
          "topic[" + topicName + "] not exist, create it or check its name");
    }
    if (!Permission.isReadable(topic.perm())) {
      throw forbidden(
          TOPIC_NOT_READABLE,
          "the topic[" + topicName + "] pulling message is forbidden by its permission");
    }
    if (queueId < 0 || queueId >= topic.readQueueNums()) {
      throw new RefusedException(
          ResponseCode.INVALID_PARAMETER,
          "queueId["
              + queueId
              + "] is illegal, topic:["
              + topicName
              + "] topicConfig.readQueueNums:["
              + topic.readQueueNums()
              + "]");
    }
    return queues.getOrCreate(topicName, queueId);
  }

  /**
   * What is wanted of the queue.
   *
   * @throws RefusedException when the expression is wrong, or the group is not known yet or may not
   *     broadcast
   */
  MessageFilter filterFor(PullMessageRequest request) {
    if (PullSysFlag.hasSubscription(request.sysFlag())) {
      return filters.of(request.subscription(), request.expressionType());
    }
    ConsumerGroup group = consumers.find(request.consumerGroup());
    SubscriptionData known = group == null ? null : group.subscriptions().get(request.topic());
    if (group == null || known == null) {
      throw new RefusedException(
          ResponseCode.SUBSCRIPTION_NOT_EXIST,
          "the consumer's subscription not exist: group "
              + request.consumerGroup()
              + " has sent no heartbeat for topic "
              + request.topic());
    }
    if (group.messageModel() == MessageModel.BROADCASTING) {
      checkBroadcast(request.consumerGroup());
    }
    if (known.subVersion() < request.subVersion()) {
      throw new RefusedException(
          ResponseCode.SUBSCRIPTION_NOT_LATEST,
          "the consumer's subscription not latest: group " + request.consumerGroup());
    }
    MessageFilter filter = group.filters().get(request.topic());
    // the heartbeat has logged what is wrong with it; here it is told to the client
    return filter != null ? filter : Subscriptions.filterOf(known);
  }

  private void checkBroadcast(String name) {
    SubscriptionGroupConfig group = groups.find(name);
    if (group != null && !group.consumeBroadcastEnable()) {
      throw forbidden(
          BROADCAST_DISABLED,
          "the consumer group["
              + name
              + "] can not consume by broadcast way; let it (mqadmin updateSubGroup -d true) or"
              + " consume by clustering");
    }
  }

  private static RefusedException forbidden(int type, String remark) {
    return new RefusedException(
        ResponseCode.NO_PERMISSION, remark, Map.of("forbiddenType", Integer.toString(type)));
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.Permission;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a pop or an acknowledgement may be served. Owned by one event loop; it looks at
 * snapshots of what others own.
 */
final class PopAdmission {
  private final TopicTable topics;
  private final SubscriptionGroupTable groups;
  private final ConsumeQueueTable queues;
  private final FilterCache filters;

  PopAdmission(
      TopicTable topics,
      SubscriptionGroupTable groups,
      ConsumeQueueTable queues,
      FilterCache filters) {
    this.filters = filters;
    this.topics = topics;
    this.groups = groups;
    this.queues = queues;
  }

  /** Whether the group is known. */
  boolean knowsGroup(String name) {
    return groups.find(name) != null;
  }

  /**
   * Checks that a group may read a queue, or all for -1.
   *
   * @throws RefusedException when it may not
   */
  void read(String groupName, String topicName, int queueId) {
    TopicConfig topic = topic(topicName);
    if (!Permission.isReadable(topic.perm())) {
      throw new RefusedException(
          ResponseCode.NO_PERMISSION,
          "the topic[" + topicName + "] peeking message is forbidden by its permission");
    }
    if (queueId < -1 || queueId >= topic.readQueueNums()) {
      throw new RefusedException(
          ResponseCode.INVALID_PARAMETER, illegalQueue(queueId, topicName, topic));
    }
    SubscriptionGroupConfig group = groups.find(groupName);
    if (group != null && !group.consumeEnable()) {
      throw new RefusedException(
          ResponseCode.NO_PERMISSION,
          "subscription group no permission, " + groupName + " is disabled");
    }
  }

  /**
   * Checks that an offset may be acknowledged.
   *
   * @throws RefusedException when topic, queue or offset don't exist
   */
  void acknowledged(String topicName, int queueId, long offset) {
    check(topicName, queueId, offset, 0);
  }

  /**
   * Checks that the invisible time of a message may be changed.
   *
   * @throws RefusedException when topic, queue or message don't exist
   */
  void changeable(String topicName, int queueId, long offset) {
    check(topicName, queueId, offset, 1);
  }

  private void check(String topicName, int queueId, long offset, int beyond) {
    TopicConfig topic = topic(topicName);
    if (queueId < 0 || queueId >= topic.readQueueNums()) {
      throw new RefusedException(
          ResponseCode.MESSAGE_ILLEGAL, illegalQueue(queueId, topicName, topic));
    }
    ConsumeQueue queue = queues.getOrCreate(topicName, queueId);
    long min = queue.minOffset();
    long max = queue.maxOffset();
    if (offset < min || offset + beyond > max) {
      throw new RefusedException(
          ResponseCode.NO_MESSAGE,
          "offset is illegal, key:"
              + topicName
              + "@"
              + queueId
              + ", commit:"
              + offset
              + ", store:"
              + min
              + "~"
              + max);
    }
  }

  /**
   * What is wanted.
   *
   * @throws RefusedException when the expression is wrong
   */
  MessageFilter filter(@Nullable String text, @Nullable String type) {
    return filters.of(text, type);
  }

  private TopicConfig topic(String name) {
    TopicConfig topic = topics.find(name);
    if (topic == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST,
          "topic[" + name + "] not exist, create it or check its name");
    }
    return topic;
  }

  private static String illegalQueue(int queueId, String name, TopicConfig topic) {
    return "queueId["
        + queueId
        + "] is illegal, topic:["
        + name
        + "] topicConfig.readQueueNums:["
        + topic.readQueueNums()
        + "]";
  }
}

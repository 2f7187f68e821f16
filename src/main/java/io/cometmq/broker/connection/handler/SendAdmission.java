package io.cometmq.broker.connection.handler;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.model.Permission;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.SendMessageRequest;
import io.vertx.core.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a message may be stored, and in which topic and queue. Owned by one event loop;
 * it looks at snapshots of what others own.
 */
final class SendAdmission {
  private final TopicTable topics;
  private final RegistrationProxy registration;
  private final int maxMessageBytes;

  SendAdmission(TopicTable topics, RegistrationProxy registration, int maxMessageBytes) {
    this.topics = topics;
    this.registration = registration;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** The topic of a send, null when there is none of that name. */
  @Nullable TopicConfig topic(SendMessageRequest request) {
    return topics.find(request.topic());
  }

  /**
   * Makes the topic of a send.
   *
   * @return fails when that is not allowed
   */
  Future<TopicConfig> createTopic(SendMessageRequest request) {
    checkName(request.topic());
    return registration
        .<@Nullable TopicConfig>ask(
            state ->
                state.createForSend(
                    request.topic(),
                    request.defaultTopic(),
                    request.defaultTopicQueueNums(),
                    request.unitMode()))
        .map(
            made -> {
              if (made == null) {
                throw new RefusedException(
                    ResponseCode.TOPIC_NOT_EXIST,
                    "topic["
                        + request.topic()
                        + "] not exist, apply first please! Create it with mqadmin updateTopic, or"
                        + " set broker.auto-create-topics and send with default topic "
                        + TopicNames.AUTO_CREATE);
              }
              return made;
            });
  }

  /**
   * Checks a send to a topic that is there.
   *
   * @return the queue it goes to
   * @throws RefusedException when it may not be stored
   */
  int check(SendMessageRequest request, TopicConfig topic, int bodyBytes) {
    checkName(request.topic());
    boolean retry = TopicNames.isRetry(request.topic());
    if (!retry && !Permission.isWritable(topic.perm())) {
      throw new RefusedException(
          ResponseCode.NO_PERMISSION,
          "sending message to topic["
              + request.topic()
              + "] is forbidden: its permission is "
              + topic.perm()
              + " and lacks the write bit (2); change it with mqadmin updateTopicPerm");
    }
    if (request.batch() && retry) {
      throw new RefusedException(
          ResponseCode.MESSAGE_ILLEGAL,
          "batch request does not support retry group " + topic.topicName());
    }
    if (bodyBytes > maxMessageBytes) {
      throw new RefusedException(
          ResponseCode.MESSAGE_ILLEGAL,
          "the message body has "
              + bodyBytes
              + " bytes, over the limit of "
              + maxMessageBytes
              + "; send less, or raise message.max-size");
    }
    return queueId(request, topic);
  }

  private static void checkName(String topic) {
    String problem = TopicNames.topicProblem(topic);
    if (problem != null) {
      throw new RefusedException(ResponseCode.INVALID_PARAMETER, problem);
    }
    if (TopicNames.refusesSends(topic)) {
      throw new RefusedException(
          ResponseCode.NO_PERMISSION,
          "Sending message to topic[" + topic + "] is forbidden: it is the broker's own");
    }
  }

  private static int queueId(SendMessageRequest request, TopicConfig topic) {
    int queues = topic.queues();
    if (request.queueId() >= queues) {
      throw new RefusedException(
          ResponseCode.INVALID_PARAMETER,
          "request queueId["
              + request.queueId()
              + "] is illegal, topic["
              + request.topic()
              + "] has queues 0 to "
              + (queues - 1));
    }
    return request.queueId() >= 0
        ? request.queueId()
        : ThreadLocalRandom.current().nextInt(Math.max(1, topic.writeQueueNums()));
  }
}

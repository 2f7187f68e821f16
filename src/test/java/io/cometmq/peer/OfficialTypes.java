package io.cometmq.peer;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.peer.api.PeerSendResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageClientExt;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/** Between the client's types and those of the tests. */
final class OfficialTypes {
  private OfficialTypes() {}

  static Message message(PeerMessage message) {
    Message converted =
        new Message(message.topic(), message.tags(), message.keys(), message.body());
    message.properties().forEach((k, v) -> MessageAccessor.putProperty(converted, k, v));
    return converted;
  }

  static PeerMessage message(MessageExt message) {
    boolean byClient = message instanceof MessageClientExt;
    return new PeerMessage(
        message.getTopic(),
        message.getTags(),
        message.getKeys(),
        message.getBody(),
        Map.copyOf(message.getProperties()),
        message.getQueueId(),
        message.getQueueOffset(),
        message.getMsgId(),
        byClient ? ((MessageClientExt) message).getOffsetMsgId() : "",
        message.getReconsumeTimes(),
        Objects.requireNonNullElse(message.getBrokerName(), ""));
  }

  /** An answer, of which the client tells less than of other messages. */
  static PeerMessage answer(Message message) {
    PeerMessage plain = PeerMessage.of(message.getTopic(), message.getTags(), message.getBody());
    for (Map.Entry<String, String> property : message.getProperties().entrySet()) {
      plain = plain.withProperty(property.getKey(), property.getValue());
    }
    return plain;
  }

  static List<PeerMessage> messages(@Nullable Collection<MessageExt> messages) {
    return messages == null ? List.of() : messages.stream().map(OfficialTypes::message).toList();
  }

  static PeerSendResult sendResult(SendResult result) {
    MessageQueue queue = result.getMessageQueue();
    return new PeerSendResult(
        result.getSendStatus().name(),
        result.getMsgId(),
        Objects.requireNonNullElse(result.getOffsetMsgId(), ""),
        queue.getBrokerName(),
        queue.getQueueId(),
        result.getQueueOffset(),
        result.getTransactionId());
  }

  static PeerPullResult pullResult(PullResult result) {
    return new PeerPullResult(
        result.getPullStatus().name(),
        result.getNextBeginOffset(),
        result.getMinOffset(),
        result.getMaxOffset(),
        messages(result.getMsgFoundList()));
  }

  static MessageQueue queue(PeerQueue queue) {
    return new MessageQueue(queue.topic(), queue.brokerName(), queue.queueId());
  }

  /** By broker and id. */
  static List<PeerQueue> queues(Collection<MessageQueue> queues) {
    return queues.stream()
        .sorted()
        .map(queue -> new PeerQueue(queue.getTopic(), queue.getBrokerName(), queue.getQueueId()))
        .toList();
  }
}

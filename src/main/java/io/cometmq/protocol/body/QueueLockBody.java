package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Body of LOCK_BATCH_MQ and UNLOCK_BATCH_MQ. Immutable.
 *
 * @param queues with the broker's name as the client gave it
 */
public record QueueLockBody(String consumerGroup, String clientId, List<MessageQueue> queues) {
  /** Copies the list. */
  public QueueLockBody {
    queues = List.copyOf(queues);
  }

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException naming what is missing
   */
  public static QueueLockBody read(byte[] body) {
    JsonNode node = JsonBody.read(body);
    List<MessageQueue> queues = new ArrayList<>();
    for (JsonNode queue : node.path("mqSet")) {
      queues.add(
          new MessageQueue(
              JsonBody.requiredText(queue, "topic"),
              JsonBody.requiredText(queue, "brokerName"),
              queue.path("queueId").asInt()));
    }
    return new QueueLockBody(
        JsonBody.requiredText(node, "consumerGroup"),
        JsonBody.requiredText(node, "clientId"),
        queues);
  }

  /** The answer: the queues that the client has now. */
  public static byte[] write(List<MessageQueue> locked) {
    ObjectNode node = JsonBody.object();
    ArrayNode array = node.putArray("lockOKMQSet");
    for (MessageQueue queue : locked) {
      array
          .addObject()
          .put("brokerName", queue.brokerName())
          .put("queueId", queue.queueId())
          .put("topic", queue.topic());
    }
    return JsonBody.write(node);
  }
}

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

  /** The request. */
  public byte[] write() {
    ObjectNode node =
        JsonBody.object()
            .put("clientId", clientId)
            .put("consumerGroup", consumerGroup)
            .put("onlyThisBroker", false);
    add(node.putArray("mqSet"), queues);
    return JsonBody.write(node);
  }

  /** The answer: the queues that the client has now. */
  public static byte[] write(List<MessageQueue> locked) {
    ObjectNode node = JsonBody.object();
    add(node.putArray("lockOKMQSet"), locked);
    return JsonBody.write(node);
  }

  private static void add(ArrayNode array, List<MessageQueue> queues) {
    for (MessageQueue queue : queues) {
      array
          .addObject()
          .put("brokerName", queue.brokerName())
          .put("queueId", queue.queueId())
          .put("topic", queue.topic());
    }
  }
}

package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.MessageRequestMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How groups get messages, as JSON. Stateless. */
public final class RequestModeBody {
  private RequestModeBody() {}

  /**
   * Reads one mode.
   *
   * @throws IllegalArgumentException naming the member that is missing
   */
  public static MessageRequestMode read(JsonNode node) {
    return new MessageRequestMode(
        JsonBody.requiredText(node, "topic"),
        JsonBody.requiredText(node, "consumerGroup"),
        JsonBody.constant(node, "mode", MessageRequestMode.Mode.PULL),
        node.path("popShareQueueNum").asInt());
  }

  /** Reads all modes of a table. */
  public static List<MessageRequestMode> readTable(JsonNode node) {
    List<MessageRequestMode> modes = new ArrayList<>();
    for (JsonNode topic : node.path("messageRequestModeMap")) {
      for (JsonNode mode : topic) {
        modes.add(read(mode));
      }
    }
    return modes;
  }

  /** Writes a table. */
  public static ObjectNode writeTable(Collection<MessageRequestMode> modes) {
    ObjectNode node = JsonBody.object();
    ObjectNode topics = node.putObject("messageRequestModeMap");
    for (MessageRequestMode mode : modes) {
      topics
          .withObjectProperty(mode.topic())
          .putObject(mode.consumerGroup())
          .put("consumerGroup", mode.consumerGroup())
          .put("mode", mode.mode().name())
          .put("popShareQueueNum", mode.popShareQueueNum())
          .put("topic", mode.topic());
    }
    return node;
  }
}

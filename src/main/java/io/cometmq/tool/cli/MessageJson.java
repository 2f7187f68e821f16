package io.cometmq.tool.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.protocol.body.JsonBody;

/** Writes a message for programs. Stateless. */
public final class MessageJson {
  private MessageJson() {}

  /** All that is known of it, with names as in {@code store dump}. */
  public static ObjectNode of(ReceivedMessage message) {
    ObjectNode json = JsonBody.object();
    json.put("topic", message.topic())
        .put("broker", message.queue().brokerName())
        .put("queueId", message.queue().queueId())
        .put("queueOffset", message.queueOffset())
        .put("messageId", message.messageId())
        .put("offsetMessageId", message.place().offsetMessageId())
        .put("bornTimestamp", message.place().bornMs())
        .put("storeTimestamp", message.place().storedMs())
        .put("deliveries", message.deliveries())
        .put("bodyBytes", message.body().length);
    ObjectNode properties = json.putObject("properties");
    message.properties().forEach(properties::put);
    BodyText.put(json, message.body());
    return json;
  }
}

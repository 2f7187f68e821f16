package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.SubscriptionData;
import java.util.LinkedHashSet;
import java.util.Set;

/** Subscriptions as JSON. Stateless. */
public final class SubscriptionBody {
  private SubscriptionBody() {}

  /** A subscription. */
  public static ObjectNode write(SubscriptionData data) {
    ObjectNode node = JsonBody.object().put("classFilterMode", data.classFilterMode());
    ArrayNode codes = node.putArray("codeSet");
    data.codeSet().forEach(codes::add);
    node.put("expressionType", data.expressionType())
        .put("subString", data.subString())
        .put("subVersion", data.subVersion());
    ArrayNode tags = node.putArray("tagsSet");
    data.tagsSet().forEach(tags::add);
    return node.put("topic", data.topic());
  }

  /** A subscription; hashes are computed when a client leaves them out. */
  public static SubscriptionData read(JsonNode node) {
    Set<String> tags = new LinkedHashSet<>();
    node.path("tagsSet").forEach(tag -> tags.add(tag.asText()));
    Set<Integer> codes = new LinkedHashSet<>();
    node.path("codeSet").forEach(code -> codes.add(code.asInt()));
    if (codes.isEmpty()) {
      tags.forEach(tag -> codes.add(tag.hashCode()));
    }
    String type = JsonBody.text(node, "expressionType");
    String expression = JsonBody.text(node, "subString");
    return new SubscriptionData(
        JsonBody.requiredText(node, "topic"),
        expression == null ? SubscriptionData.ALL : expression,
        tags,
        codes,
        node.path("subVersion").asLong(),
        type == null || type.isEmpty() ? SubscriptionData.TAG : type,
        node.path("classFilterMode").asBoolean());
  }
}

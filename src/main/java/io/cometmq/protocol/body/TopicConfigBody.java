package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;
import io.cometmq.model.Permission;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicFilterType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Topic settings as JSON, alone and in the table that brokers announce. Stateless. */
public final class TopicConfigBody {
  private TopicConfigBody() {}

  /** One topic. */
  public static ObjectNode write(TopicConfig topic) {
    ObjectNode node = JsonBody.object();
    ObjectNode attributes = node.putObject("attributes");
    topic.attributes().forEach(attributes::put);
    return node.put("order", topic.order())
        .put("perm", topic.perm())
        .put("readQueueNums", topic.readQueueNums())
        .put("topicFilterType", topic.topicFilterType().name())
        .put("topicName", topic.topicName())
        .put("topicSysFlag", topic.topicSysFlag())
        .put("writeQueueNums", topic.writeQueueNums());
  }

  /** One topic; members that are missing have RocketMQ's defaults. */
  public static TopicConfig read(JsonNode node) {
    return new TopicConfig(
        JsonBody.requiredText(node, "topicName"),
        node.path("readQueueNums").asInt(16),
        node.path("writeQueueNums").asInt(16),
        node.path("perm").asInt(Permission.READ | Permission.WRITE),
        JsonBody.constant(node, "topicFilterType", TopicFilterType.SINGLE_TAG),
        node.path("topicSysFlag").asInt(),
        node.path("order").asBoolean(),
        JsonBody.texts(node, "attributes"));
  }

  /** A table of topics with its version. */
  public static ObjectNode writeTable(Collection<TopicConfig> topics, DataVersion version) {
    ObjectNode node = JsonBody.object();
    node.set("dataVersion", DataVersionBody.write(version));
    ObjectNode table = node.putObject("topicConfigTable");
    topics.forEach(topic -> table.set(topic.topicName(), write(topic)));
    return node;
  }

  /** The topics of a table. */
  public static List<TopicConfig> readTable(JsonNode node) {
    List<TopicConfig> topics = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : node.path("topicConfigTable").properties()) {
      JsonNode topic = member.getValue();
      if (topic.isObject()) {
        ((ObjectNode) topic).put("topicName", member.getKey());
        topics.add(read(topic));
      }
    }
    return topics;
  }
}

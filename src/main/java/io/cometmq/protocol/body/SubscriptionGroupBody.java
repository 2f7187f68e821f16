package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;
import io.cometmq.model.SubscriptionGroupConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings of consumer groups as JSON. Stateless. */
public final class SubscriptionGroupBody {
  private static final Set<String> KNOWN =
      Set.of(
          "groupName",
          "consumeEnable",
          "consumeFromMinEnable",
          "consumeBroadcastEnable",
          "consumeMessageOrderly",
          "retryQueueNums",
          "retryMaxTimes",
          "brokerId",
          "whichBrokerWhenConsumeSlowly",
          "notifyConsumerIdsChangedEnable",
          "groupSysFlag",
          "consumeTimeoutMinute",
          "attributes");

  private static final int READ_FORBIDDEN = 4;

  private SubscriptionGroupBody() {}

  /** One group; what this broker does not use is written as it was read. */
  public static ObjectNode write(SubscriptionGroupConfig group) {
    ObjectNode node = JsonBody.object();
    ObjectNode attributes = node.putObject("attributes");
    group.attributes().forEach(attributes::put);
    node.put("brokerId", group.brokerId())
        .put("consumeBroadcastEnable", group.consumeBroadcastEnable())
        .put("consumeEnable", group.consumeEnable())
        .put("consumeFromMinEnable", group.consumeFromMinEnable())
        .put("consumeMessageOrderly", group.consumeMessageOrderly())
        .put("consumeTimeoutMinute", group.consumeTimeoutMinutes())
        .put("groupName", group.groupName())
        .put("groupSysFlag", group.groupSysFlag())
        .put("notifyConsumerIdsChangedEnable", group.notifyConsumerIdsChangedEnable())
        .put("retryMaxTimes", group.retryMaxTimes())
        .put("retryQueueNums", group.retryQueueNums())
        .put("whichBrokerWhenConsumeSlowly", group.whichBrokerWhenConsumeSlowly());
    group
        .others()
        .forEach(
            (name, json) ->
                node.set(
                    name,
                    JsonBody.read(("[" + json + "]").getBytes(StandardCharsets.UTF_8)).get(0)));
    return node;
  }

  /** One group; members that are missing have RocketMQ's defaults. */
  public static SubscriptionGroupConfig read(JsonNode node) {
    Map<String, String> others = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!KNOWN.contains(member.getKey()) && !member.getValue().isNull()) {
        others.put(member.getKey(), JsonBody.writeText(member.getValue()));
      }
    }
    return new SubscriptionGroupConfig(
        JsonBody.requiredText(node, "groupName"),
        node.path("consumeEnable").asBoolean(true),
        node.path("consumeFromMinEnable").asBoolean(true),
        node.path("consumeBroadcastEnable").asBoolean(true),
        node.path("consumeMessageOrderly").asBoolean(false),
        node.path("retryQueueNums").asInt(1),
        node.path("retryMaxTimes").asInt(16),
        node.path("brokerId").asLong(0),
        node.path("whichBrokerWhenConsumeSlowly").asLong(1),
        node.path("notifyConsumerIdsChangedEnable").asBoolean(true),
        node.path("groupSysFlag").asInt(0),
        node.path("consumeTimeoutMinute").asInt(15),
        JsonBody.texts(node, "attributes"),
        others);
  }

  /**
   * A table of groups with its version.
   *
   * @param forbidden the topics that groups must not read
   */
  public static ObjectNode writeTable(
      Collection<SubscriptionGroupConfig> groups,
      Map<String, Set<String>> forbidden,
      DataVersion version) {
    ObjectNode node = JsonBody.object();
    node.set("dataVersion", DataVersionBody.write(version));
    ObjectNode flags = node.putObject("forbiddenTable");
    forbidden.forEach(
        (group, topics) -> {
          ObjectNode byTopic = flags.putObject(group);
          topics.forEach(topic -> byTopic.put(topic, READ_FORBIDDEN));
        });
    ObjectNode table = node.putObject("subscriptionGroupTable");
    groups.forEach(group -> table.set(group.groupName(), write(group)));
    return node;
  }

  /** The topics that groups of a table must not read. */
  public static Map<String, Set<String>> readForbidden(JsonNode node) {
    Map<String, Set<String>> forbidden = new HashMap<>();
    for (Map.Entry<String, JsonNode> group : node.path("forbiddenTable").properties()) {
      Set<String> topics = new HashSet<>();
      for (Map.Entry<String, JsonNode> topic : group.getValue().properties()) {
        if ((topic.getValue().asInt() & READ_FORBIDDEN) != 0) {
          topics.add(topic.getKey());
        }
      }
      if (!topics.isEmpty()) {
        forbidden.put(group.getKey(), Set.copyOf(topics));
      }
    }
    return forbidden;
  }

  /** The groups of a table. */
  public static List<SubscriptionGroupConfig> readTable(JsonNode node) {
    List<SubscriptionGroupConfig> groups = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : node.path("subscriptionGroupTable").properties()) {
      JsonNode group = member.getValue();
      if (group.isObject()) {
        ((ObjectNode) group).put("groupName", member.getKey());
        groups.add(read(group));
      }
    }
    return groups;
  }
}

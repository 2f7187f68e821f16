package io.cometmq.client.internal.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.body.JsonBody;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of answers to tools. Stateless. */
final class AdminBodies {
  private static final Comparator<Broker> ORDER =
      Comparator.comparing(Broker::cluster)
          .thenComparing(Broker::name)
          .thenComparingLong(Broker::id);

  private AdminBodies() {}

  /** The brokers of all clusters. */
  static List<Broker> brokers(RemotingCommand answer) {
    List<Broker> brokers = new ArrayList<>();
    for (JsonNode broker : JsonBody.read(answer.body()).path("brokerAddrTable")) {
      String cluster = broker.path("cluster").asText();
      String name = JsonBody.requiredText(broker, "brokerName");
      JsonBody.texts(broker, "brokerAddrs")
          .forEach(
              (id, address) -> brokers.add(new Broker(cluster, name, Long.parseLong(id), address)));
    }
    brokers.sort(ORDER);
    return brokers;
  }

  /** A list of topics. */
  static List<String> topicList(RemotingCommand answer) {
    List<String> topics = new ArrayList<>();
    JsonBody.read(answer.body()).path("topicList").forEach(topic -> topics.add(topic.asText()));
    return topics;
  }

  /** The members of {@code offsetTable}, whose keys are queues. */
  static Map<MessageQueue, JsonNode> offsetTable(JsonNode body) {
    Map<MessageQueue, JsonNode> table = new TreeMap<>();
    for (Map.Entry<String, JsonNode> row : body.path("offsetTable").properties()) {
      JsonNode key = JsonBody.read(row.getKey().getBytes(StandardCharsets.UTF_8));
      table.put(
          new MessageQueue(
              JsonBody.requiredText(key, "topic"),
              JsonBody.requiredText(key, "brokerName"),
              key.path("queueId").asInt()),
          row.getValue());
    }
    return table;
  }

  /** A time that is 0 or less where there is none. */
  static @Nullable Instant time(long milliseconds) {
    return milliseconds <= 0 ? null : Instant.ofEpochMilli(milliseconds);
  }
}

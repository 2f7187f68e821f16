package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.BrokerData;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Routes as JSON. Stateless. */
public final class TopicRouteBody {
  private TopicRouteBody() {}

  /**
   * A route.
   *
   * @param strict whether the ids of brokers are quoted, as newer clients want and JSON demands
   */
  public static byte[] write(TopicRoute route, boolean strict) {
    ObjectNode node = JsonBody.object();
    ArrayNode brokers = node.putArray("brokerDatas");
    route.brokers().forEach(broker -> brokers.add(broker(broker)));
    node.putObject("filterServerTable");
    if (route.orderTopicConf() != null) {
      node.put("orderTopicConf", route.orderTopicConf());
    }
    ArrayNode queues = node.putArray("queueDatas");
    for (QueueData queue : route.queues()) {
      queues
          .addObject()
          .put("brokerName", queue.brokerName())
          .put("perm", queue.perm())
          .put("readQueueNums", queue.readQueueNums())
          .put("topicSysFlag", queue.topicSysFlag())
          .put("writeQueueNums", queue.writeQueueNums());
    }
    return JsonBody.writeDialect(node, !strict);
  }

  /** One broker of a route. */
  public static ObjectNode broker(BrokerData broker) {
    ObjectNode node = JsonBody.object();
    ObjectNode addresses = node.putObject("brokerAddrs");
    broker.brokerAddrs().forEach((id, address) -> addresses.put(Long.toString(id), address));
    node.put("brokerName", broker.brokerName())
        .put("cluster", broker.cluster())
        .put("enableActingMaster", broker.enableActingMaster());
    if (broker.zoneName() != null) {
      node.put("zoneName", broker.zoneName());
    }
    return node;
  }

  /**
   * Reads a route.
   *
   * @throws IllegalArgumentException when it makes no sense
   */
  public static TopicRoute read(byte[] body) {
    JsonNode node = JsonBody.read(body);
    List<BrokerData> brokers = new ArrayList<>();
    for (JsonNode broker : node.path("brokerDatas")) {
      SortedMap<Long, String> addresses = new TreeMap<>();
      JsonBody.texts(broker, "brokerAddrs")
          .forEach((id, address) -> addresses.put(Long.parseLong(id), address));
      brokers.add(
          new BrokerData(
              broker.path("cluster").asText(),
              JsonBody.requiredText(broker, "brokerName"),
              addresses,
              broker.path("enableActingMaster").asBoolean(),
              JsonBody.text(broker, "zoneName")));
    }
    return new TopicRoute(brokers, readQueues(node), JsonBody.text(node, "orderTopicConf"));
  }

  /** The queues of a route, for who registers one. */
  public static List<QueueData> readQueues(JsonNode node) {
    List<QueueData> queues = new ArrayList<>();
    for (JsonNode queue : node.path("queueDatas")) {
      queues.add(
          new QueueData(
              JsonBody.requiredText(queue, "brokerName"),
              queue.path("readQueueNums").asInt(),
              queue.path("writeQueueNums").asInt(),
              queue.path("perm").asInt(),
              queue.path("topicSysFlag").asInt()));
    }
    return queues;
  }
}

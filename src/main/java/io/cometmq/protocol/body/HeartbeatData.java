package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.MessageModel;
import io.cometmq.model.SubscriptionData;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client says of itself every 30 seconds. Immutable.
 *
 * @param fingerprint hash of the subscriptions, 0 from clients that don't send one
 * @param withoutSub whether the subscriptions are left out because they are the same as before
 */
public record HeartbeatData(
    String clientId,
    List<String> producerGroups,
    List<ConsumerData> consumers,
    int fingerprint,
    boolean withoutSub) {
  /** One consumer group that the client is a member of. Immutable. */
  public record ConsumerData(
      String groupName,
      ConsumeType consumeType,
      MessageModel messageModel,
      ConsumeFromWhere consumeFromWhere,
      List<SubscriptionData> subscriptions,
      boolean unitMode) {}

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException when it makes no sense
   */
  public static HeartbeatData read(byte[] body) {
    JsonNode node = JsonBody.read(body);
    List<String> producers = new ArrayList<>();
    node.path("producerDataSet")
        .forEach(producer -> producers.add(JsonBody.requiredText(producer, "groupName")));
    List<ConsumerData> consumers = new ArrayList<>();
    node.path("consumerDataSet").forEach(consumer -> consumers.add(consumer(consumer)));
    return new HeartbeatData(
        JsonBody.requiredText(node, "clientID"),
        producers,
        consumers,
        node.path("heartbeatFingerprint").asInt(),
        node.path("withoutSub").asBoolean());
  }

  /** The body that says this. */
  public byte[] write() {
    ObjectNode node = JsonBody.object().put("clientID", clientId);
    ArrayNode consuming = node.putArray("consumerDataSet");
    for (ConsumerData consumer : consumers) {
      ObjectNode each =
          consuming
              .addObject()
              .put("consumeFromWhere", consumer.consumeFromWhere().name())
              .put("consumeType", consumer.consumeType().name())
              .put("groupName", consumer.groupName())
              .put("messageModel", consumer.messageModel().name());
      ArrayNode subscriptions = each.putArray("subscriptionDataSet");
      consumer.subscriptions().forEach(data -> subscriptions.add(SubscriptionBody.write(data)));
      each.put("unitMode", consumer.unitMode());
    }
    node.put("heartbeatFingerprint", fingerprint);
    ArrayNode producing = node.putArray("producerDataSet");
    producerGroups.forEach(group -> producing.addObject().put("groupName", group));
    node.put("withoutSub", withoutSub);
    return JsonBody.write(node);
  }

  private static ConsumerData consumer(JsonNode node) {
    List<SubscriptionData> subscriptions = new ArrayList<>();
    node.path("subscriptionDataSet")
        .forEach(subscription -> subscriptions.add(SubscriptionBody.read(subscription)));
    return new ConsumerData(
        JsonBody.requiredText(node, "groupName"),
        JsonBody.constant(node, "consumeType", ConsumeType.CONSUME_PASSIVELY),
        JsonBody.constant(node, "messageModel", MessageModel.CLUSTERING),
        JsonBody.constant(node, "consumeFromWhere", ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET),
        subscriptions,
        node.path("unitMode").asBoolean());
  }
}

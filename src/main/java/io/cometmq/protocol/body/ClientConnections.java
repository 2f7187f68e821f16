package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageModel;
import io.cometmq.model.SubscriptionData;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Connected clients of a group as JSON. Stateless. */
public final class ClientConnections {
  /**
   * One connected client. Immutable.
   *
   * @param address {@code ip:port}
   */
  public record Client(
      String clientId, String address, LanguageCode language, int version, long lastUpdateMs) {}

  private ClientConnections() {}

  /** The producers of a group. */
  public static byte[] producers(Collection<Client> clients) {
    ObjectNode node = JsonBody.object();
    node.set("connectionSet", connections(clients));
    return JsonBody.write(node);
  }

  /**
   * The consumers of a group and what they want.
   *
   * @param warnings what an operator should know of them; RocketMQ's tools pass over it
   */
  public static byte[] consumers(
      Collection<Client> clients,
      Collection<SubscriptionData> subscriptions,
      ConsumeType type,
      MessageModel model,
      ConsumeFromWhere from,
      List<String> warnings) {
    ObjectNode node = JsonBody.object();
    node.set("connectionSet", connections(clients));
    node.put("consumeFromWhere", from.name())
        .put("consumeType", type.name())
        .put("messageModel", model.name());
    ObjectNode table = node.putObject("subscriptionTable");
    subscriptions.forEach(data -> table.set(data.topic(), SubscriptionBody.write(data)));
    if (!warnings.isEmpty()) {
      ArrayNode list = node.putArray("warnings");
      warnings.forEach(list::add);
    }
    return JsonBody.write(node);
  }

  /** All producers by group. */
  public static byte[] allProducers(Map<String, List<Client>> byGroup) {
    ObjectNode node = JsonBody.object();
    ObjectNode data = node.putObject("data");
    byGroup.forEach(
        (group, clients) -> {
          ArrayNode list = data.putArray(group);
          for (Client client : clients) {
            list.addObject()
                .put("clientId", client.clientId())
                .put("language", client.language().name())
                .put("lastUpdateTimestamp", client.lastUpdateMs())
                .put("remoteIP", "/" + client.address())
                .put("version", client.version());
          }
        });
    return JsonBody.write(node);
  }

  private static ArrayNode connections(Collection<Client> clients) {
    ArrayNode list = JsonBody.array();
    for (Client client : clients) {
      list.addObject()
          .put("clientAddr", client.address())
          .put("clientId", client.clientId())
          .put("language", client.language().name())
          .put("version", client.version());
    }
    return list;
  }
}

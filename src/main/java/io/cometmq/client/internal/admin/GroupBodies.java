package io.cometmq.client.internal.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.client.GroupAdmin.Member;
import io.cometmq.client.GroupAdmin.Online;
import io.cometmq.client.GroupAdmin.Progress;
import io.cometmq.client.GroupAdmin.Subscription;
import io.cometmq.client.QueueProgress;
import io.cometmq.client.internal.wire.Namespace;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageModel;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.SubscriptionData;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.SubscriptionBody;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what brokers tell of groups, and puts together what several tell. Stateless. */
final class GroupBodies {
  private GroupBodies() {}

  /** What one broker tells of the members. Immutable. */
  record Connections(
      List<Member> members,
      ConsumeType type,
      MessageModel model,
      ConsumeFromWhere from,
      List<SubscriptionData> subscriptions,
      List<String> warnings) {}

  /** Reads the answer to GET_CONSUMER_CONNECTION_LIST. */
  static Connections connections(byte[] body) {
    JsonNode node = JsonBody.read(body);
    List<Member> members = new ArrayList<>();
    for (JsonNode client : node.path("connectionSet")) {
      members.add(
          new Member(
              JsonBody.requiredText(client, "clientId"),
              client.path("clientAddr").asText(),
              JsonBody.constant(client, "language", LanguageCode.OTHER),
              client.path("version").asInt(),
              List.of()));
    }
    List<SubscriptionData> subscriptions = new ArrayList<>();
    node.path("subscriptionTable")
        .forEach(subscription -> subscriptions.add(SubscriptionBody.read(subscription)));
    List<String> warnings = new ArrayList<>();
    node.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new Connections(
        members,
        JsonBody.constant(node, "consumeType", ConsumeType.CONSUME_PASSIVELY),
        JsonBody.constant(node, "messageModel", MessageModel.CLUSTERING),
        JsonBody.constant(node, "consumeFromWhere", ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET),
        subscriptions,
        warnings);
  }

  /** What all brokers tell together; a member is connected with several of them. */
  static Online online(
      String group,
      Namespace namespace,
      List<Broker> brokers,
      List<Optional<Connections>> answers) {
    SortedMap<String, Member> members = new TreeMap<>();
    SortedMap<String, Subscription> subscriptions = new TreeMap<>();
    Set<String> warnings = new LinkedHashSet<>();
    Connections first = null;
    for (int i = 0; i < answers.size(); i++) {
      Connections told = answers.get(i).orElse(null);
      if (told == null) {
        continue;
      }
      first = first == null ? told : first;
      String broker = brokers.get(i).name();
      told.members()
          .forEach(each -> members.merge(each.clientId(), at(each, broker), GroupBodies::both));
      for (SubscriptionData each : told.subscriptions()) {
        String topic = namespace.unwrap(each.topic());
        subscriptions.put(topic, new Subscription(topic, each.expressionType(), each.subString()));
      }
      warnings.addAll(told.warnings());
    }
    return new Online(
        group,
        List.copyOf(members.values()),
        first == null ? null : first.type(),
        first == null ? null : first.model(),
        first == null ? null : first.from(),
        List.copyOf(subscriptions.values()),
        List.copyOf(warnings));
  }

  private static Member at(Member member, String broker) {
    return new Member(
        member.clientId(), member.address(), member.language(), member.version(), List.of(broker));
  }

  private static Member both(Member one, Member other) {
    List<String> brokers = new ArrayList<>(one.brokers());
    brokers.addAll(other.brokers());
    return new Member(
        one.clientId(), one.address(), one.language(), one.version(), List.copyOf(brokers));
  }

  /** Reads the answer to GET_CONSUME_STATS; the group has no name yet. */
  static Progress progress(Namespace namespace, byte[] body) {
    JsonNode node = JsonBody.readDialect(body);
    List<QueueProgress> queues = new ArrayList<>();
    for (Map.Entry<MessageQueue, JsonNode> row : AdminBodies.offsetTable(node).entrySet()) {
      MessageQueue queue = row.getKey();
      JsonNode numbers = row.getValue();
      queues.add(
          new QueueProgress(
              new MessageQueue(
                  namespace.unwrap(queue.topic()), queue.brokerName(), queue.queueId()),
              numbers.path("brokerOffset").asLong(),
              Math.max(0, numbers.path("consumerOffset").asLong()),
              AdminBodies.time(numbers.path("lastTimestamp").asLong())));
    }
    return new Progress("", queues, node.path("consumeTps").asDouble());
  }

  /** What all brokers tell together. */
  static Progress sum(String group, List<Progress> parts) {
    return new Progress(
        group,
        parts.stream()
            .flatMap(part -> part.queues().stream())
            .sorted(Comparator.comparing(QueueProgress::queue))
            .toList(),
        parts.stream().mapToDouble(Progress::perSecond).sum());
  }
}

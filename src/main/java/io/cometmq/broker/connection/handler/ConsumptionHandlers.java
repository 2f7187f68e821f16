package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ClientInfo;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.SubscriptionConflicts;
import io.cometmq.broker.persistence.ConsumerOffsetFile;
import io.cometmq.model.SubscriptionData;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.ClientConnections;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.SubscriptionBody;
import io.cometmq.protocol.header.AdminHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What tools ask of connected clients and of how far groups have come. Owned by one event loop. */
final class ConsumptionHandlers {
  private static final HeaderType<AdminHeaders.ConsumerGroup> CONSUMER =
      HeaderType.of(AdminHeaders.ConsumerGroup.class);
  private static final HeaderType<AdminHeaders.ProducerGroup> PRODUCER =
      HeaderType.of(AdminHeaders.ProducerGroup.class);
  private static final HeaderType<AdminHeaders.Topic> TOPIC =
      HeaderType.of(AdminHeaders.Topic.class);
  private static final HeaderType<OperatorHeaders.TopicOfGroup> SUBSCRIPTION =
      HeaderType.of(OperatorHeaders.TopicOfGroup.class);
  private static final HeaderType<AdminHeaders.Group> GROUP =
      HeaderType.of(AdminHeaders.Group.class);

  private final AdminParts parts;

  ConsumptionHandlers(AdminParts parts) {
    this.parts = parts;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.GET_CONSUMER_CONNECTION_LIST, this::consumers);
    router.on(RequestCode.GET_PRODUCER_CONNECTION_LIST, this::producers);
    router.on(RequestCode.GET_ALL_PRODUCER_INFO, this::allProducers);
    router.on(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, this::groupsOfTopic);
    router.on(RequestCode.QUERY_TOPICS_BY_CONSUMER, this::topicsOfGroup);
    router.on(RequestCode.GET_ALL_CONSUMER_OFFSET, this::allOffsets);
    router.on(RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, this::subscription);
  }

  private Future<RemotingCommand> consumers(Connection connection, RemotingCommand request) {
    String name = CONSUMER.decode(request.extFields()).consumerGroup();
    return parts
        .dispatch()
        .ask(state -> new Online(state.consumers().find(name), warnings(state, name)))
        .map(
            online -> {
              ConsumerGroup group = online.group();
              if (group == null) {
                throw new RefusedException(
                    ResponseCode.CONSUMER_NOT_ONLINE,
                    "the consumer group[" + name + "] not online");
              }
              return request.success(
                  ClientConnections.consumers(
                      clients(group.members().values()),
                      group.subscriptions().values(),
                      group.consumeType(),
                      group.messageModel(),
                      group.consumeFromWhere(),
                      online.warnings()));
            });
  }

  private record Online(@Nullable ConsumerGroup group, List<String> warnings) {}

  private static List<String> warnings(GroupState state, String group) {
    return state.conflicts().of(group).stream().map(SubscriptionConflicts.Conflict::text).toList();
  }

  private static List<ClientConnections.Client> clients(Collection<ClientInfo> members) {
    return members.stream()
        .map(
            member ->
                new ClientConnections.Client(
                    member.clientId(),
                    member.connection().address(),
                    member.language(),
                    member.version(),
                    member.lastUpdateMs()))
        .toList();
  }

  private Future<RemotingCommand> producers(Connection connection, RemotingCommand request) {
    String name = PRODUCER.decode(request.extFields()).producerGroup();
    return parts
        .dispatch()
        .ask(state -> clients(state.producers().find(name)))
        .map(
            clients -> {
              if (clients.isEmpty()) {
                throw new RefusedException(
                    ResponseCode.SYSTEM_ERROR, "the producer group[" + name + "] not exist");
              }
              return request.success(ClientConnections.producers(clients));
            });
  }

  private Future<RemotingCommand> allProducers(Connection connection, RemotingCommand request) {
    return parts
        .dispatch()
        .ask(
            state -> {
              Map<String, List<ClientConnections.Client>> all = new TreeMap<>();
              for (String group : state.producers().groups()) {
                all.put(group, clients(state.producers().find(group)));
              }
              return all;
            })
        .map(all -> request.success(ClientConnections.allProducers(all)));
  }

  private Future<RemotingCommand> groupsOfTopic(Connection connection, RemotingCommand request) {
    String topic = TOPIC.decode(request.extFields()).topic();
    return parts
        .dispatch()
        .ask(
            state -> {
              Set<String> names = new TreeSet<>(state.offsets().groupsOf(topic));
              for (ConsumerGroup group : state.consumers().all()) {
                if (group.subscriptions().containsKey(topic)) {
                  names.add(group.name());
                }
              }
              return names;
            })
        .map(names -> request.success(list("groupList", names)));
  }

  private Future<RemotingCommand> topicsOfGroup(Connection connection, RemotingCommand request) {
    String group = GROUP.decode(request.extFields()).group();
    return parts
        .dispatch()
        .ask(state -> state.offsets().topicsOf(group))
        .map(names -> request.success(list("topicList", names)));
  }

  private Future<RemotingCommand> subscription(Connection connection, RemotingCommand request) {
    OperatorHeaders.TopicOfGroup header = SUBSCRIPTION.decode(request.extFields());
    return parts
        .dispatch()
        .ask(
            state -> {
              ObjectNode node =
                  JsonBody.object().put("group", header.group()).put("topic", header.topic());
              ConsumerGroup group = state.consumers().find(header.group());
              SubscriptionData data =
                  group == null ? null : group.subscriptions().get(header.topic());
              if (data != null) {
                node.set("subscriptionData", SubscriptionBody.write(data));
              }
              return JsonBody.write(node);
            })
        .map(request::success);
  }

  private static byte[] list(String member, Collection<String> names) {
    ObjectNode node = JsonBody.object();
    ArrayNode list = node.putArray(member);
    names.forEach(list::add);
    return JsonBody.write(node);
  }

  private Future<RemotingCommand> allOffsets(Connection connection, RemotingCommand request) {
    return parts
        .dispatch()
        .ask(state -> JsonBody.write(ConsumerOffsetFile.toJson(state.offsets())))
        .map(request::success);
  }
}

package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ClientInfo;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.SubscriptionConflicts;
import io.cometmq.broker.persistence.ConsumerOffsetFile;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.ClientConnections;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.AdminHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.store.queue.ConsumeQueue;
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
  private static final HeaderType<AdminHeaders.ConsumeStats> STATS =
      HeaderType.of(AdminHeaders.ConsumeStats.class);
  private static final HeaderType<AdminHeaders.Topic> TOPIC =
      HeaderType.of(AdminHeaders.Topic.class);
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
    router.on(RequestCode.GET_CONSUME_STATS, this::stats);
    router.on(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, this::groupsOfTopic);
    router.on(RequestCode.QUERY_TOPICS_BY_CONSUMER, this::topicsOfGroup);
    router.on(RequestCode.GET_ALL_CONSUMER_OFFSET, this::allOffsets);
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

  private Future<RemotingCommand> stats(Connection connection, RemotingCommand request) {
    AdminHeaders.ConsumeStats header = STATS.decode(request.extFields());
    String group = header.consumerGroup();
    return parts
        .dispatch()
        .ask(state -> offsets(state, header))
        .compose(byTopic -> parts.coldReads().executeBlocking(() -> statsOf(group, byTopic), false))
        .map(request::success);
  }

  /** The group's offsets by topic: those it was asked for, or those that it has and still wants. */
  private static Map<String, Map<Integer, Long>> offsets(
      GroupState state, AdminHeaders.ConsumeStats header) {
    String group = header.consumerGroup();
    Set<String> wanted = new TreeSet<>();
    if (header.topic() != null && !header.topic().isEmpty()) {
      wanted.add(header.topic());
    } else if (header.topicList() != null && !header.topicList().isEmpty()) {
      wanted.addAll(List.of(header.topicList().split(";", -1)));
    } else {
      wanted.addAll(state.offsets().topicsOf(group));
      ConsumerGroup online = state.consumers().find(group);
      if (online != null) {
        wanted.retainAll(online.subscriptions().keySet());
      }
    }
    Map<String, Map<Integer, Long>> byTopic = new TreeMap<>();
    wanted.forEach(topic -> byTopic.put(topic, Map.copyOf(state.offsets().find(group, topic))));
    return byTopic;
  }

  private byte[] statsOf(String group, Map<String, Map<Integer, Long>> byTopic) {
    ObjectNode node = JsonBody.object();
    node.put("consumeTps", parts.rates().outPerSecond(group));
    ObjectNode table = node.putObject("offsetTable");
    byTopic.forEach(
        (topic, offsets) -> {
          TopicConfig config = parts.topics().find(topic);
          for (int i = 0; config != null && i < config.queues(); i++) {
            row(table, new MessageQueue(topic, parts.identity().name(), i), offsets);
          }
        });
    return JsonBody.writeDialect(node, false);
  }

  private void row(ObjectNode table, MessageQueue name, Map<Integer, Long> offsets) {
    ConsumeQueue queue = parts.store().queues().find(name.topic(), name.queueId());
    long consumed = Math.max(0, offsets.getOrDefault(name.queueId(), 0L));
    long time = 0;
    if (queue != null && consumed > queue.minOffset() && consumed <= queue.maxOffset()) {
      time = Math.max(0, parts.search().storeTime(queue, consumed - 1));
    }
    table
        .putObject(JsonBody.objectKey(name))
        .put("brokerOffset", queue == null ? 0 : queue.maxOffset())
        .put("consumerOffset", consumed)
        .put("lastTimestamp", time)
        .put("pullOffset", consumed);
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

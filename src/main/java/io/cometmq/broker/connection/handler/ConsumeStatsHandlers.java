package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.GroupState;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.Connection;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.AdminHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.cometmq.store.queue.ConsumeQueue;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How far groups have come, and how far behind that is. Owned by one event loop. */
final class ConsumeStatsHandlers {
  private static final HeaderType<AdminHeaders.ConsumeStats> STATS =
      HeaderType.of(AdminHeaders.ConsumeStats.class);
  private static final HeaderType<OperatorHeaders.BrokerConsumeStats> ALL =
      HeaderType.of(OperatorHeaders.BrokerConsumeStats.class);

  private final AdminParts parts;

  ConsumeStatsHandlers(AdminParts parts) {
    this.parts = parts;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.GET_CONSUME_STATS, this::ofGroup);
    router.on(RequestCode.GET_BROKER_CONSUME_STATS, this::ofAllGroups);
  }

  private Future<RemotingCommand> ofGroup(Connection connection, RemotingCommand request) {
    AdminHeaders.ConsumeStats header = STATS.decode(request.extFields());
    String group = header.consumerGroup();
    return parts
        .dispatch()
        .ask(state -> offsets(state, header))
        .compose(
            byTopic ->
                parts
                    .coldReads()
                    .executeBlocking(
                        () -> JsonBody.writeDialect(statsOf(group, byTopic, new Backlog()), false),
                        false))
        .map(request::success);
  }

  /** The group's offsets by topic: those it was asked for, or those that it has and still wants. */
  private static Map<String, Map<Integer, Long>> offsets(
      GroupState state, AdminHeaders.ConsumeStats header) {
    String group = header.consumerGroup();
    if (header.topic() != null && !header.topic().isEmpty()) {
      return offsets(state, group, Set.of(header.topic()));
    }
    if (header.topicList() != null && !header.topicList().isEmpty()) {
      return offsets(state, group, Set.of(header.topicList().split(";", -1)));
    }
    return offsets(state, group, wantedBy(state, group));
  }

  private static Set<String> wantedBy(GroupState state, String group) {
    Set<String> wanted = new TreeSet<>(state.offsets().topicsOf(group));
    ConsumerGroup online = state.consumers().find(group);
    if (online != null) {
      wanted.retainAll(online.subscriptions().keySet());
    }
    return wanted;
  }

  private static Map<String, Map<Integer, Long>> offsets(
      GroupState state, String group, Set<String> topics) {
    Map<String, Map<Integer, Long>> byTopic = new TreeMap<>();
    topics.forEach(topic -> byTopic.put(topic, Map.copyOf(state.offsets().find(group, topic))));
    return byTopic;
  }

  private Future<RemotingCommand> ofAllGroups(Connection connection, RemotingCommand request) {
    boolean ordered = Boolean.TRUE.equals(ALL.decode(request.extFields()).isOrder());
    return parts
        .dispatch()
        .ask(
            state -> {
              Map<String, Map<String, Map<Integer, Long>>> byGroup = new TreeMap<>();
              for (SubscriptionGroupConfig group : parts.groups().all()) {
                String name = group.groupName();
                byGroup.put(name, offsets(state, name, wantedBy(state, name)));
              }
              return byGroup;
            })
        .compose(
            byGroup -> parts.coldReads().executeBlocking(() -> allStats(byGroup, ordered), false))
        .map(request::success);
  }

  private byte[] allStats(Map<String, Map<String, Map<Integer, Long>>> byGroup, boolean ordered) {
    ObjectNode node = JsonBody.object();
    ArrayNode list = node.putArray("consumeStatsList");
    Backlog backlog = new Backlog();
    byGroup.forEach(
        (group, byTopic) -> {
          ArrayNode stats = list.addObject().putArray(group);
          byTopic.forEach(
              (topic, offsets) -> {
                TopicConfig config = parts.topics().find(topic);
                if (config != null && (!ordered || config.order())) {
                  stats.add(statsOf(group, Map.of(topic, offsets), backlog));
                }
              });
        });
    node.put("brokerAddr", parts.identity().addressText())
        .put("totalDiff", backlog.messages)
        .put("totalInflightDiff", 0L);
    return JsonBody.writeDialect(node, false);
  }

  /** Messages not consumed yet. Used within one call. */
  private static final class Backlog {
    long messages;
  }

  private ObjectNode statsOf(
      String group, Map<String, Map<Integer, Long>> byTopic, Backlog backlog) {
    ObjectNode node = JsonBody.object();
    node.put("consumeTps", parts.rates().outPerSecond(group));
    ObjectNode table = node.putObject("offsetTable");
    byTopic.forEach(
        (topic, offsets) -> {
          TopicConfig config = parts.topics().find(topic);
          for (int i = 0; config != null && i < config.queues(); i++) {
            row(table, new MessageQueue(topic, parts.identity().name(), i), offsets, backlog);
          }
        });
    return node;
  }

  private void row(
      ObjectNode table, MessageQueue name, Map<Integer, Long> offsets, Backlog backlog) {
    ConsumeQueue queue = parts.store().queues().find(name.topic(), name.queueId());
    long consumed = Math.max(0, offsets.getOrDefault(name.queueId(), 0L));
    long end = queue == null ? 0 : queue.maxOffset();
    long time = 0;
    if (queue != null && consumed > queue.minOffset() && consumed <= end) {
      time = Math.max(0, parts.search().storeTime(queue, consumed - 1));
    }
    backlog.messages += Math.max(0, end - consumed);
    table
        .putObject(JsonBody.objectKey(name))
        .put("brokerOffset", end)
        .put("consumerOffset", consumed)
        .put("lastTimestamp", time)
        .put("pullOffset", consumed);
  }
}

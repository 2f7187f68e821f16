package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.net.Connection;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.cometmq.store.queue.ConsumeQueue;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies and compares what groups have consumed. Owned by one event loop. */
final class GroupOffsetHandlers {
  private static final HeaderType<OperatorHeaders.CloneOffsets> CLONE =
      HeaderType.of(OperatorHeaders.CloneOffsets.class);
  private static final HeaderType<OperatorHeaders.Correction> CORRECTION =
      HeaderType.of(OperatorHeaders.Correction.class);

  private final AdminParts parts;

  GroupOffsetHandlers(AdminParts parts) {
    this.parts = parts;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.CLONE_GROUP_OFFSET, this::copy);
    router.on(RequestCode.QUERY_CORRECTION_OFFSET, this::correction);
  }

  private Future<RemotingCommand> copy(Connection connection, RemotingCommand request) {
    OperatorHeaders.CloneOffsets header = CLONE.decode(request.extFields());
    return parts
        .dispatch()
        .ask(
            state -> {
              String only = header.topic();
              List<String> topics =
                  only == null || only.isBlank()
                      ? state.offsets().topicsOf(header.srcGroup())
                      : List.of(only);
              topics.stream()
                  .filter(topic -> parts.topics().find(topic) != null)
                  .filter(
                      topic ->
                          Boolean.TRUE.equals(header.offline())
                              || mayTake(state.consumers().find(header.destGroup()), topic))
                  .forEach(topic -> copy(state.offsets(), header, topic));
              return true;
            })
        .map(done -> request.success());
  }

  /** A group that is there and does not want the topic keeps clear of it. */
  private static boolean mayTake(@Nullable ConsumerGroup online, String topic) {
    return online == null
        || online.subscriptions().isEmpty()
        || online.subscriptions().containsKey(topic);
  }

  private static void copy(
      ConsumerOffsetTable offsets, OperatorHeaders.CloneOffsets header, String topic) {
    Map.copyOf(offsets.find(header.srcGroup(), topic))
        .forEach((queueId, offset) -> offsets.commit(header.destGroup(), topic, queueId, offset));
  }

  private Future<RemotingCommand> correction(Connection connection, RemotingCommand request) {
    OperatorHeaders.Correction header = CORRECTION.decode(request.extFields());
    String filtered = header.filterGroups();
    Set<String> without =
        filtered == null || filtered.isBlank() ? Set.of() : Set.of(filtered.split(",", -1));
    return parts
        .dispatch()
        .ask(
            state -> {
              Map<Integer, Long> lowest = lowest(state.offsets(), header.topic(), without);
              state
                  .offsets()
                  .find(header.compareGroup(), header.topic())
                  .forEach(
                      (queueId, offset) ->
                          lowest.computeIfPresent(
                              queueId, (id, low) -> low > offset ? Long.MAX_VALUE : low));
              return lowest;
            })
        .map(
            lowest -> {
              ObjectNode node = JsonBody.object();
              ObjectNode table = node.putObject("correctionOffsets");
              lowest.forEach((queueId, offset) -> table.put(Integer.toString(queueId), offset));
              return request.success(JsonBody.writeDialect(node, true));
            });
  }

  /** How far the slowest group has come in each queue; places the queue has no more don't count. */
  private Map<Integer, Long> lowest(
      ConsumerOffsetTable offsets, String topic, Set<String> without) {
    Map<Integer, Long> lowest = new TreeMap<>();
    for (String group : offsets.groupsOf(topic)) {
      if (!without.contains(group)) {
        offsets
            .find(group, topic)
            .forEach(
                (queueId, offset) -> {
                  ConsumeQueue queue = parts.store().queues().find(topic, queueId);
                  if (queue == null || offset >= queue.minOffset()) {
                    lowest.merge(queueId, offset, Math::min);
                  }
                });
      }
    }
    return lowest;
  }
}

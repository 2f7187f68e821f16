package io.cometmq.client.internal.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Asks brokers what a member is to pop from. Owned by the client's loop. */
final class PopAssignment {
  /** Number of the queue that stands for all of a broker. */
  private static final int ALL = -1;

  private final ClientCore core;
  private final String group;

  PopAssignment(ClientCore core, String group) {
    this.core = core;
    this.group = core.namespace().wrap(group);
  }

  /**
   * What this member is to pop from: what a broker says when the group has been switched to popping
   * ({@code mqadmin setConsumeMode}), all brokers of the topic otherwise.
   */
  Future<List<MessageQueue>> of(String topic) {
    return core.routes()
        .get(topic, 0)
        .compose(
            queues ->
                ask(topic, new ArrayList<>(new TreeSet<>(queues.masters().values())), 0)
                    .map(answer -> queues(topic, queues, answer)));
  }

  private Future<RemotingCommand> ask(String topic, List<String> brokers, int from) {
    String broker = brokers.get(from);
    byte[] body =
        JsonBody.write(
            JsonBody.object()
                .put("topic", core.namespace().wrap(topic))
                .put("consumerGroup", group)
                .put("clientId", core.heartbeats().clientId())
                .put("strategyName", "AVG")
                .put("messageModel", "CLUSTERING"));
    return core.links()
        .to(broker)
        .invoke(
            RemotingCommand.request(RequestCode.QUERY_ASSIGNMENT, Map.of(), body),
            core.options().requestTimeout())
        .compose(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? Future.succeededFuture(answer)
                    : Future.failedFuture(Failures.refused(answer, broker, topic)))
        .recover(
            cause ->
                from + 1 < brokers.size()
                    ? ask(topic, brokers, from + 1)
                    : Future.failedFuture(cause));
  }

  private static List<MessageQueue> queues(
      String topic, TopicQueues known, RemotingCommand answer) {
    List<MessageQueue> mine = new ArrayList<>();
    for (JsonNode each : JsonBody.read(answer.body()).path("messageQueueAssignments")) {
      JsonNode queue = each.path("messageQueue");
      if (each.path("mode").asText().equals("POP")) {
        mine.add(
            new MessageQueue(
                topic, queue.path("brokerName").asText(), queue.path("queueId").asInt(ALL)));
      }
    }
    return mine.isEmpty()
        ? known.readable().stream()
            .map(MessageQueue::brokerName)
            .distinct()
            .map(broker -> new MessageQueue(topic, broker, ALL))
            .toList()
        : mine;
  }
}

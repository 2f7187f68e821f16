package io.cometmq.client.internal.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Rebalance;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.model.Allocation;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.ClientHeaders.ConsumerList;
import io.cometmq.protocol.header.HeaderType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/** Finds out which queues of a topic are this member's. Owned by the client's loop. */
final class Membership {
  private static final HeaderType<ConsumerList> LIST = HeaderType.of(ConsumerList.class);

  private final ClientCore core;
  private final String group;
  private final Rebalance rebalance;
  private final boolean broadcasting;
  private boolean alone = true;

  Membership(ClientCore core, ConsumerOptions options) {
    this(core, options.group(), options.rebalance(), options.broadcasting());
  }

  Membership(ClientCore core, String group, Rebalance rebalance, boolean broadcasting) {
    this.rebalance = rebalance;
    this.broadcasting = broadcasting;
    this.core = core;
    this.group = core.namespace().wrap(group);
  }

  /** Whether the group had no other member when it was asked last. */
  boolean isAlone() {
    return alone;
  }

  /** This member's queues, if the brokers can be asked. */
  Future<List<MessageQueue>> share(String topic) {
    if (broadcasting) {
      return core.routes().get(topic, 0).map(TopicQueues::readable);
    }
    return core.routes()
        .get(topic, 0)
        .compose(
            queues ->
                members(topic, new ArrayList<>(new TreeSet<>(queues.masters().values())), 0)
                    .map(
                        members -> {
                          alone = members.size() < 2;
                          return share(core.namespace().wrap(topic), queues, members);
                        }));
  }

  private List<MessageQueue> share(String topic, TopicQueues queues, List<String> members) {
    return share(rebalance, topic, queues.readable(), members, core.heartbeats().clientId());
  }

  /**
   * One member's queues.
   *
   * @param topic as brokers know it, with the namespace
   */
  static List<MessageQueue> share(
      Rebalance rebalance,
      String topic,
      List<MessageQueue> queues,
      List<String> members,
      String member) {
    return switch (rebalance) {
      case AVERAGE -> Allocation.average(queues, members, member);
      case CIRCULAR -> Allocation.circular(queues, members, member);
      case CONSISTENT_HASH -> new HashRing(members).queuesOf(member, topic, queues);
    };
  }

  /** All members, sorted, as the first broker says that answers. */
  private Future<List<String>> members(String topic, List<String> brokers, int from) {
    String broker = brokers.get(from);
    return core.links()
        .to(broker)
        .invoke(
            RemotingCommand.request(
                RequestCode.GET_CONSUMER_LIST_BY_GROUP,
                LIST.encode(new ConsumerList(group)),
                new byte[0]),
            core.options().requestTimeout())
        .compose(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? Future.succeededFuture(read(answer))
                    : Future.failedFuture(Failures.refused(answer, broker, topic)))
        .recover(
            cause ->
                from + 1 < brokers.size()
                    ? members(topic, brokers, from + 1)
                    : Future.failedFuture(cause));
  }

  private static List<String> read(RemotingCommand answer) {
    List<String> members = new ArrayList<>();
    for (JsonNode member : JsonBody.read(answer.body()).path("consumerIdList")) {
      members.add(member.asText());
    }
    Collections.sort(members);
    return members;
  }
}

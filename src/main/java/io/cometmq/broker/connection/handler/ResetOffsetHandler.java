package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ClientInfo;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.GroupState;
import io.cometmq.bus.DispatchEvent;
import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.cometmq.store.queue.ConsumeQueue;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeMap;

/**
 * INVOKE_BROKER_TO_RESET_OFFSET: sends groups back, or on, to a time or an offset. Owned by one
 * event loop; the search runs on a worker.
 */
final class ResetOffsetHandler {
  private static final HeaderType<OperatorHeaders.ResetOffset> RESET =
      HeaderType.of(OperatorHeaders.ResetOffset.class);

  private final AdminParts parts;
  private final RuntimeSettings settings;

  ResetOffsetHandler(AdminParts parts, RuntimeSettings settings) {
    this.parts = parts;
    this.settings = settings;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, this::reset);
  }

  private Future<RemotingCommand> reset(Connection connection, RemotingCommand request) {
    OperatorHeaders.ResetOffset header = RESET.decode(request.extFields());
    TopicConfig topic = parts.topics().find(header.topic());
    if (topic == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST, "Topic " + header.topic() + " does not exist");
    }
    if (parts.groups().find(header.group()) == null) {
      throw new RefusedException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "Group " + header.group() + " does not exist");
    }
    Future<Map<Integer, Long>> targets =
        parts.coldReads().executeBlocking(() -> targets(header, topic), false);
    return settings.resetsOnServer()
        ? targets.compose(found -> onServer(request, header, found))
        : targets.compose(found -> throughClients(request, header, found));
  }

  private Map<Integer, Long> targets(OperatorHeaders.ResetOffset header, TopicConfig topic) {
    Map<Integer, Long> targets = new TreeMap<>();
    Integer only = header.queueId();
    if (only != null && only >= 0) {
      targets.put(only, target(header, only));
    } else {
      for (int i = 0; i < topic.readQueueNums(); i++) {
        targets.put(i, atTime(header, i));
      }
    }
    if (targets.isEmpty()) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          "No queues to reset: topic " + topic.topicName() + " has no queues to read from");
    }
    return targets;
  }

  private long target(OperatorHeaders.ResetOffset header, int queueId) {
    Long wanted = header.offset();
    if (wanted == null || wanted == -1) {
      return atTime(header, queueId);
    }
    ConsumeQueue queue = parts.store().queues().find(header.topic(), queueId);
    long min = queue == null ? 0 : queue.minOffset();
    long max = queue == null ? 0 : queue.maxOffset();
    if (wanted < min || wanted > max + 1) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          "Target offset "
              + wanted
              + " not in consume queue range ["
              + min
              + "-"
              + max
              + "] of queue "
              + queueId
              + " of topic "
              + header.topic());
    }
    return wanted;
  }

  private long atTime(OperatorHeaders.ResetOffset header, int queueId) {
    ConsumeQueue queue = parts.store().queues().find(header.topic(), queueId);
    if (queue == null) {
      return 0;
    }
    return header.timestamp() < 0
        ? queue.maxOffset()
        : parts.search().firstAtOrAfter(queue, header.timestamp());
  }

  /** The way of RocketMQ 5: consumers need not be there, and are told by their next pull. */
  private Future<RemotingCommand> onServer(
      RemotingCommand request, OperatorHeaders.ResetOffset header, Map<Integer, Long> targets) {
    return parts
        .dispatch()
        .ask(
            state -> {
              targets.forEach(
                  (queueId, offset) ->
                      state.offsets().reset(header.group(), header.topic(), queueId, offset));
              return true;
            })
        .map(
            done -> {
              targets.keySet().forEach(queueId -> wake(header.topic(), queueId));
              return request.success(body(header.topic(), targets));
            });
  }

  /** A pull that waits would learn of it only when its time is over. */
  private void wake(String topic, int queueId) {
    ConsumeQueue queue = parts.store().queues().find(topic, queueId);
    if (queue != null) {
      // without room in the ring the pull learns of it a few seconds later
      parts.dispatch().offer(new DispatchEvent.Wake(queue));
    }
  }

  /** The way of RocketMQ 4: all consumers that are there are told at once. */
  private Future<RemotingCommand> throughClients(
      RemotingCommand request, OperatorHeaders.ResetOffset header, Map<Integer, Long> targets) {
    return parts
        .dispatch()
        .ask(
            state -> {
              ConsumerGroup group = state.consumers().find(header.group());
              if (group == null || group.members().isEmpty()) {
                throw new RefusedException(
                    ResponseCode.CONSUMER_NOT_ONLINE,
                    "Consumer not online, so can not reset online client offset Group: "
                        + header.group()
                        + " Topic: "
                        + header.topic()
                        + " Timestamp: "
                        + header.timestamp());
              }
              Map<Integer, Long> told = new TreeMap<>(targets);
              if (!Boolean.TRUE.equals(header.isForce())) {
                told.replaceAll((queueId, target) -> notLater(state, header, queueId, target));
              }
              group.members().values().forEach(member -> tell(member, header, told));
              return told;
            })
        .map(told -> request.success(body(header.topic(), told)));
  }

  private static long notLater(
      GroupState state, OperatorHeaders.ResetOffset header, int queueId, long target) {
    long consumed = state.offsets().find(header.group(), header.topic(), queueId);
    if (consumed < 0) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          "The consumer group <"
              + header.group()
              + "> not exist: it has no offset in queue "
              + queueId
              + " of topic "
              + header.topic());
    }
    return Math.min(consumed, target);
  }

  private void tell(
      ClientInfo member, OperatorHeaders.ResetOffset header, Map<Integer, Long> targets) {
    byte[] body =
        member.language() == LanguageCode.CPP
            ? listBody(header.topic(), targets)
            : body(header.topic(), targets);
    ClientCalls.tell(
        member,
        RemotingCommand.oneway(
            RequestCode.RESET_CONSUMER_CLIENT_OFFSET, RESET.encode(header), body));
  }

  private byte[] body(String topic, Map<Integer, Long> targets) {
    ObjectNode node = JsonBody.object();
    ObjectNode table = node.putObject("offsetTable");
    targets.forEach(
        (queueId, offset) ->
            table.put(
                JsonBody.objectKey(new MessageQueue(topic, parts.identity().name(), queueId)),
                offset));
    return JsonBody.writeDialect(node, false);
  }

  private byte[] listBody(String topic, Map<Integer, Long> targets) {
    ObjectNode node = JsonBody.object();
    ArrayNode list = node.putArray("offsetTable");
    targets.forEach(
        (queueId, offset) ->
            list.addObject()
                .put("brokerName", parts.identity().name())
                .put("queueId", queueId)
                .put("topic", topic)
                .put("offset", offset));
    return JsonBody.write(node);
  }
}

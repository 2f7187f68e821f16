package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.QueueAllocation;
import io.cometmq.broker.group.RequestModeTable;
import io.cometmq.model.MessageModel;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.MessageRequestMode;
import io.cometmq.model.Permission;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.RequestModeBody;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which queues a consumer reads when the broker decides, and whether it pulls or pops. Owned by one
 * event loop.
 */
final class AssignmentHandlers {
  private static final byte[] UNDECIDED = "{}".getBytes(StandardCharsets.US_ASCII);

  private final BrokerParts parts;
  private final RequestModeTable modes;

  AssignmentHandlers(BrokerParts parts) {
    this.parts = parts;
    this.modes = parts.requestModes();
  }

  void install(RequestRouter router) {
    router.on(RequestCode.QUERY_ASSIGNMENT, this::query);
    router.on(RequestCode.SET_MESSAGE_REQUEST_MODE, this::setMode);
    router.on(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE, this::allModes);
  }

  private Future<RemotingCommand> setMode(Connection connection, RemotingCommand request) {
    MessageRequestMode mode = RequestModeBody.read(JsonBody.read(request.body()));
    if (TopicNames.isRetry(mode.topic())) {
      throw new RefusedException(
          ResponseCode.NO_PERMISSION,
          "retry topic is not allowed to set mode: " + mode.topic() + " is always pulled");
    }
    if (parts.topics().find(mode.topic()) == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST,
          "topic[" + mode.topic() + "] not exist, create it or check its name");
    }
    if (parts.groups().find(mode.consumerGroup()) == null) {
      throw new RefusedException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
          "subscription group[" + mode.consumerGroup() + "] not exist, create it first");
    }
    return parts
        .registration()
        .<Void>ask(state -> state.putRequestMode(mode))
        .map(done -> request.success());
  }

  private Future<RemotingCommand> allModes(Connection connection, RemotingCommand request) {
    if (modes.all().isEmpty()) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR, "no message request mode has been set on this broker");
    }
    return Future.succeededFuture(
        request.success(JsonBody.write(RequestModeBody.writeTable(modes.all()))));
  }

  private Future<RemotingCommand> query(Connection connection, RemotingCommand request) {
    JsonNode body = JsonBody.read(request.body());
    String topic = JsonBody.requiredText(body, "topic");
    String group = JsonBody.requiredText(body, "consumerGroup");
    String client = JsonBody.requiredText(body, "clientId");
    MessageModel model = JsonBody.constant(body, "messageModel", MessageModel.CLUSTERING);
    QueueAllocation.@Nullable Strategy strategy = strategy(JsonBody.text(body, "strategyName"));
    MessageRequestMode known = modes.find(topic, group);
    return parts
        .registration()
        .<List<QueueData>>ask(state -> state.queuesOf(topic))
        .map(
            route ->
                request.success(
                    assign(queues(topic, route), group, client, model, strategy, known)));
  }

  private static QueueAllocation.@Nullable Strategy strategy(@Nullable String name) {
    for (QueueAllocation.Strategy each : QueueAllocation.Strategy.values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  private static List<MessageQueue> queues(String topic, List<QueueData> route) {
    List<MessageQueue> queues = new ArrayList<>();
    for (QueueData data : route) {
      for (int i = 0; Permission.isReadable(data.perm()) && i < data.readQueueNums(); i++) {
        queues.add(new MessageQueue(topic, data.brokerName(), i));
      }
    }
    Collections.sort(queues);
    return queues;
  }

  private byte[] assign(
      List<MessageQueue> queues,
      String group,
      String client,
      MessageModel model,
      QueueAllocation.@Nullable Strategy strategy,
      @Nullable MessageRequestMode known) {
    if (model == MessageModel.BROADCASTING) {
      return assignments(queues, MessageRequestMode.Mode.PULL);
    }
    ConsumerGroup members = parts.groupState().consumers().find(group);
    if (members == null || strategy == null || queues.isEmpty()) {
      return UNDECIDED.clone();
    }
    List<String> ids = members.clientIds();
    return known != null && known.mode() == MessageRequestMode.Mode.POP
        ? assignments(
            QueueAllocation.pop(strategy, queues, ids, client, known.popShareQueueNum()),
            MessageRequestMode.Mode.POP)
        : assignments(
            QueueAllocation.pull(strategy, queues, ids, client), MessageRequestMode.Mode.PULL);
  }

  private static byte[] assignments(List<MessageQueue> queues, MessageRequestMode.Mode mode) {
    ObjectNode node = JsonBody.object();
    ArrayNode list = node.putArray("messageQueueAssignments");
    for (MessageQueue queue : queues) {
      ObjectNode assignment = list.addObject();
      assignment
          .putObject("messageQueue")
          .put("brokerName", queue.brokerName())
          .put("queueId", queue.queueId())
          .put("topic", queue.topic());
      assignment.put("mode", mode.name());
    }
    return JsonBody.write(node);
  }
}

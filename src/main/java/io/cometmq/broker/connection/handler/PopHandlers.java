package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.broker.pop.AckPart;
import io.cometmq.broker.pop.ChunkId;
import io.cometmq.broker.pop.PopAnswer;
import io.cometmq.broker.pop.PopBatch;
import io.cometmq.broker.pop.PopQuery;
import io.cometmq.broker.pop.PopRequest;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.PopHandle;
import io.cometmq.protocol.header.PopHeaders;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.store.log.LogSlice;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The requests around popping that are not hot: acknowledgements in bulk, changes of invisible
 * times, looks ahead, and questions. Owned by one event loop.
 */
final class PopHandlers {
  private static final HeaderType<PopHeaders.ChangeInvisible> CHANGE =
      HeaderType.of(PopHeaders.ChangeInvisible.class);
  private static final HeaderType<PopHeaders.ChangedInvisible> CHANGED =
      HeaderType.of(PopHeaders.ChangedInvisible.class);
  private static final HeaderType<PopHeaders.Peek> PEEK = HeaderType.of(PopHeaders.Peek.class);
  private static final HeaderType<PopHeaders.Peeked> PEEKED =
      HeaderType.of(PopHeaders.Peeked.class);
  private static final HeaderType<PopHeaders.Notification> NOTIFICATION =
      HeaderType.of(PopHeaders.Notification.class);
  private static final HeaderType<PopHeaders.Notified> NOTIFIED =
      HeaderType.of(PopHeaders.Notified.class);
  private static final HeaderType<PopHeaders.PollingInfo> POLLING_INFO =
      HeaderType.of(PopHeaders.PollingInfo.class);
  private static final HeaderType<PopHeaders.Polling> POLLING =
      HeaderType.of(PopHeaders.Polling.class);

  private static final int MAX_BYTES = 256 * 1024;

  private final LoopScope scope;
  private final PopAdmission admission;
  private final PopGate gate;
  private final AckMessageHandler acks;
  private final StoreHealth health;

  PopHandlers(
      LoopScope scope,
      PopAdmission admission,
      PopGate gate,
      AckMessageHandler acks,
      StoreHealth health) {
    this.scope = scope;
    this.admission = admission;
    this.gate = gate;
    this.acks = acks;
    this.health = health;
  }

  void install(RequestRouter router) {
    router.onFrames(
        RequestCode.BATCH_ACK_MESSAGE,
        (connection, frame) -> {
          RemotingCommand request = frame.toCommand();
          frame.release();
          batchAck(connection, request);
        });
    router.on(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, this::changeInvisible);
    router.on(RequestCode.PEEK_MESSAGE, this::peek);
    router.on(RequestCode.NOTIFICATION, this::notification);
    router.on(RequestCode.POLLING_INFO, this::pollingInfo);
  }

  private void batchAck(Connection connection, RemotingCommand request) {
    try {
      AckPart[] parts = parts(request);
      gate.pass(
          connection,
          new AckTask(
              scope.loop(),
              connection,
              request.serializeType(),
              request.opaque(),
              request.isOneway(),
              acks::done,
              parts));
    } catch (RuntimeException e) {
      if (!request.isOneway()) {
        Refusals.answer(connection, request.serializeType(), request.opaque(), e, Map.of());
      }
    }
  }

  private AckPart[] parts(RemotingCommand request) {
    JsonNode list =
        request.body().length == 0 ? JsonBody.array() : JsonBody.read(request.body()).path("acks");
    if (list.isEmpty()) {
      throw new RefusedException(ResponseCode.NO_MESSAGE, "there is nothing to acknowledge");
    }
    List<AckPart> parts = new ArrayList<>(list.size());
    for (JsonNode ack : list) {
      parts.add(part(ack));
    }
    return parts.toArray(AckPart[]::new);
  }

  private AckPart part(JsonNode ack) {
    String group = member(ack, "c", "consumerGroup").asText();
    String topic =
        realTopic(member(ack, "t", "topic").asText(), group, member(ack, "r", "retry").asText());
    int queueId = member(ack, "q", "queueId").asInt();
    long start = member(ack, "so", "startOffset").asLong();
    BitSet bits = BitSet.valueOf(Base64.getDecoder().decode(member(ack, "b", "bitSet").asText()));
    long[] offsets = bits.stream().mapToLong(bit -> start + bit).toArray();
    admission.acknowledged(topic, queueId, start);
    return new AckPart(
        new ChunkId(topic, group, queueId, start, member(ack, "pt", "popTime").asLong()),
        member(ack, "rq", "reviveQueueId").asInt() == PopHandle.ORDERED,
        offsets);
  }

  private static JsonNode member(JsonNode node, String name, String longName) {
    JsonNode value = node.has(name) ? node.get(name) : node.path(longName);
    if (value.isMissingNode() || value.isNull()) {
      throw new IllegalArgumentException("an acknowledgement has no member " + name);
    }
    return value;
  }

  private static String realTopic(String topic, String group, String retryFlag) {
    return switch (retryFlag) {
      case PopHandle.RETRY -> TopicNames.popRetryTopic(group, topic);
      case PopHandle.RETRY_V2 -> TopicNames.popRetryTopicV2(group, topic);
      default -> topic;
    };
  }

  private Future<RemotingCommand> changeInvisible(Connection connection, RemotingCommand request) {
    PopHeaders.ChangeInvisible header = CHANGE.decode(request.extFields());
    PopHandle handle = PopHandle.parse(header.extraInfo());
    admission.changeable(header.topic(), header.queueId(), header.offset());
    InvisibleTask task =
        new InvisibleTask(
            scope.loop(),
            new ChunkId(
                header.topic(),
                header.consumerGroup(),
                header.queueId(),
                handle.startOffset(),
                handle.popTimeMs()),
            handle.reviveQueue(),
            header.offset(),
            header.invisibleTime());
    gate.pass(connection, task);
    return task.changed()
        .map(changed -> request.success(CHANGED.encode(changed)))
        .recover(failure -> Future.failedFuture(StoreRefusals.of(failure, health)));
  }

  private Future<RemotingCommand> peek(Connection connection, RemotingCommand request) {
    PopHeaders.Peek header = PEEK.decode(request.extFields());
    admission.read(header.consumerGroup(), header.topic(), header.queueId());
    PeekTask task =
        new PeekTask(
            scope.loop(),
            new PopRequest(
                header.consumerGroup(),
                header.topic(),
                header.queueId(),
                Math.max(1, header.maxMsgNums()),
                MAX_BYTES,
                0,
                0,
                false,
                MessageFilter.ALL,
                false,
                null));
    gate.pass(connection, task);
    return task.peeked().compose(answer -> peeked(request, answer));
  }

  private static Future<RemotingCommand> peeked(RemotingCommand request, PopAnswer answer) {
    if (answer.failure() != null) {
      return Future.failedFuture(answer.failure());
    }
    boolean found = answer.status() == PopAnswer.Status.FOUND;
    return Future.succeededFuture(
        request.response(
            found ? ResponseCode.SUCCESS : ResponseCode.PULL_NOT_FOUND,
            found ? "FOUND" : "NO_MESSAGE_IN_QUEUE",
            PEEKED.encode(new PopHeaders.Peeked(0, 0, 0, answer.rest())),
            bytes(answer.batches())));
  }

  private static byte[] bytes(List<PopBatch> batches) {
    ByteBuffer body =
        ByteBuffer.allocate(batches.stream().mapToInt(batch -> batch.records().bytes()).sum());
    for (PopBatch batch : batches) {
      for (LogSlice slice : batch.records().slices()) {
        body.put(slice.buffer());
      }
      batch.records().release();
    }
    return body.array();
  }

  private Future<RemotingCommand> notification(Connection connection, RemotingCommand request) {
    PopHeaders.Notification header = NOTIFICATION.decode(request.extFields());
    admission.read(header.consumerGroup(), header.topic(), header.queueId());
    NotifyTask task = new NotifyTask(scope.loop(), connection, header);
    gate.pass(connection, task);
    return task.notified().map(notified -> request.success(NOTIFIED.encode(notified)));
  }

  private Future<RemotingCommand> pollingInfo(Connection connection, RemotingCommand request) {
    PopHeaders.PollingInfo header = POLLING_INFO.decode(request.extFields());
    admission.read(header.consumerGroup(), header.topic(), header.queueId());
    PopQuery<Integer> query =
        new PopQuery<>(
            scope.loop(),
            core -> core.waiting(header.topic(), header.consumerGroup(), header.queueId()));
    gate.pass(connection, query);
    return query
        .answer()
        .map(waiting -> request.success(POLLING.encode(new PopHeaders.Polling(waiting))));
  }
}

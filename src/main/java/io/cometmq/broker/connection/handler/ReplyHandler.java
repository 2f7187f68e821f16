package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.ClientConnection;
import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.ReplyHeaders;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.MessageIdText;
import io.cometmq.record.PropertyScanner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SEND_REPLY_MESSAGE and its short form: takes the answer to a message, pushes it to the client
 * that asked, and stores it in the reply topic, whether or not the client could be reached. Owned
 * by one event loop.
 *
 * <p>An answer that did not reach the client is refused and stored all the same, as in RocketMQ,
 * and official clients try again up to twice: so it may be stored three times. Nobody reads that
 * topic but people who look for what was answered.
 */
final class ReplyHandler {
  private static final HeaderType<ReplyHeaders.Reply> REPLY =
      HeaderType.of(ReplyHeaders.Reply.class);
  private static final HeaderType<ReplyHeaders.Push> PUSH = HeaderType.of(ReplyHeaders.Push.class);
  private static final String REPLY_TO_CLIENT = "REPLY_TO_CLIENT";
  private static final String PUSH_REPLY_TIME = "PUSH_REPLY_TIME";
  private static final long PUSH_TIMEOUT_MS = 10_000;

  private final BrokerParts parts;
  private final RecordAppends appends;
  private final BrokerIdentity identity;
  private final Vertx vertx;
  private final HostAddress storeHost;
  private final MessageIdText messageIds;

  ReplyHandler(LoopScope scope, BrokerParts parts, RecordAppends appends) {
    this.parts = parts;
    this.appends = appends;
    this.vertx = scope.vertx();
    this.identity = scope.identity();
    this.storeHost = HostAddress.of(identity.address());
    this.messageIds = new MessageIdText(storeHost);
  }

  void install(RequestRouter router) {
    router.on(RequestCode.SEND_REPLY_MESSAGE, this::reply);
    router.on(RequestCode.SEND_REPLY_MESSAGE_V2, this::reply);
  }

  private Future<RemotingCommand> reply(Connection connection, RemotingCommand request) {
    boolean shortNames = request.code() == RequestCode.SEND_REPLY_MESSAGE_V2;
    ReplyHeaders.Reply header =
        REPLY.decode(
            shortNames ? ReplyHeaders.longNames(request.extFields()) : request.extFields());
    TopicConfig topic = parts.topics().find(header.topic());
    if (topic == null || !header.topic().equals(identity.cluster() + "_REPLY_TOPIC")) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST,
          "topic["
              + header.topic()
              + "] takes no replies; those of this cluster go to "
              + identity.cluster()
              + "_REPLY_TOPIC");
    }
    MessageDraft draft = draft(connection, request, header, topic);
    return push(connection, draft, header)
        .otherwise(failure -> "push reply message fail, " + failure.getMessage())
        .compose(
            problem ->
                appends.append(draft, true).map(stored -> answer(request, draft, stored, problem)))
        .recover(failure -> Future.failedFuture(StoreRefusals.of(failure, parts.store().health())));
  }

  private MessageDraft draft(
      Connection connection,
      RemotingCommand request,
      ReplyHeaders.Reply header,
      TopicConfig topic) {
    MessageDraft draft = new MessageDraft();
    draft.topic = header.topic();
    draft.queueId = Math.max(0, Math.min(header.queueId(), topic.queues() - 1));
    draft.flag = header.flag();
    draft.sysFlag = header.sysFlag();
    draft.bornTimestamp = header.bornTimestamp();
    draft.bornHost = HostAddress.of(connection.remoteAddress());
    draft.storeHost = storeHost;
    draft.reconsumeTimes = header.reconsumeTimes() == null ? 0 : header.reconsumeTimes();
    draft.body = request.body();
    String properties = header.properties();
    if (properties != null) {
      draft.properties.putAll(PropertyScanner.toMap(properties.getBytes(StandardCharsets.UTF_8)));
    }
    draft.properties.put(PUSH_REPLY_TIME, Long.toString(parts.clock().millis()));
    return draft;
  }

  /** Null when the client that asked has the answer; else what kept it away. */
  private Future<@Nullable String> push(
      Connection connection, MessageDraft draft, ReplyHeaders.Reply header) {
    String clientId = draft.property(REPLY_TO_CLIENT);
    if (clientId == null) {
      return Future.succeededFuture(
          "reply message properties[" + REPLY_TO_CLIENT + "] is null, so nobody waits for it");
    }
    if (OwnRequests.isFor(clientId)) {
      return OwnRequests.bring(vertx, clientId, draft);
    }
    ClientConnection asker = parts.groupState().producers().connection(clientId);
    if (!(asker instanceof RemoteClient client)) {
      return Future.succeededFuture(
          "push reply message fail, channel of <" + clientId + "> not found.");
    }
    RemotingCommand push =
        RemotingCommand.request(
            RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
            PUSH.encode(
                new ReplyHeaders.Push(
                    header.producerGroup(),
                    header.topic(),
                    header.defaultTopic(),
                    header.defaultTopicQueueNums(),
                    draft.queueId,
                    draft.sysFlag,
                    draft.bornTimestamp,
                    draft.flag,
                    draft.propertyText(),
                    draft.reconsumeTimes,
                    Boolean.TRUE.equals(header.unitMode()),
                    draft.bornHost.toText(),
                    draft.storeHost.toText(),
                    parts.clock().millis())),
            draft.body);
    return client
        .invoke(connection.context(), push, PUSH_TIMEOUT_MS)
        .map(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? null
                    : "push reply message to " + clientId + " fail: " + answer.remark());
  }

  private RemotingCommand answer(
      RemotingCommand request, MessageDraft draft, RecordAppend stored, @Nullable String problem) {
    byte[] id = new byte[messageIds.length()];
    messageIds.write(stored.physicalOffset, id, 0);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("msgId", new String(id, StandardCharsets.US_ASCII));
    fields.put("queueId", Integer.toString(draft.queueId));
    fields.put("queueOffset", Long.toString(stored.queueOffset));
    String transactionId = draft.property(PropertyNames.UNIQ_KEY);
    if (transactionId != null) {
      fields.put("transactionId", transactionId);
    }
    fields.put("MSG_REGION", MessageEncoder.REGION);
    fields.put("TRACE_ON", "true");
    int code = problem == null ? ResponseCode.SUCCESS : ResponseCode.SYSTEM_ERROR;
    return request.response(code, problem, fields, new byte[0]);
  }
}

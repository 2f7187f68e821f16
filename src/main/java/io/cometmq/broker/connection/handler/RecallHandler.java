package io.cometmq.broker.connection.handler;

import io.cometmq.bus.RecordAppends;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * RECALL_MESSAGE: takes back a message that waits for its time. What takes it back is stored beside
 * it and is due a moment earlier; that it is answered says that it was stored, not that it found
 * anything. Owned by one event loop.
 */
final class RecallHandler {
  private static final HeaderType<ClientHeaders.Recall> HEADER =
      HeaderType.of(ClientHeaders.Recall.class);
  private static final String VERSION = "v1";
  private static final int PARTS = 5;
  private static final String TAG = "_RECALL_TAG_";

  private final BrokerParts parts;
  private final BrokerIdentity identity;
  private final RecordAppends appends;
  private final HostAddress storeHost;

  /** What a handle says: {@code v1 topic broker dueMs uniqueId}. */
  private record Handle(String topic, String broker, long dueMs, String uniqueId) {}

  RecallHandler(LoopScope scope, BrokerParts parts, RecordAppends appends) {
    this.parts = parts;
    this.identity = scope.identity();
    this.appends = appends;
    this.storeHost = HostAddress.of(identity.address());
  }

  void install(RequestRouter router) {
    router.on(RequestCode.RECALL_MESSAGE, this::recall);
  }

  private Future<RemotingCommand> recall(Connection connection, RemotingCommand request) {
    ClientHeaders.Recall header = HEADER.decode(request.extFields());
    if (parts.topics().find(header.topic()) == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST,
          "recall failed, the topic[" + header.topic() + "] not exist");
    }
    Handle handle = checked(header, parts.clock().millis());
    MessageDraft draft = draft(handle, connection);
    if (header.producerGroup() != null) {
      draft.properties.put(PropertyNames.PRODUCER_GROUP, header.producerGroup());
    }
    return appends
        .append(draft, true)
        .map(stored -> request.success(Map.of("msgId", handle.uniqueId())))
        .recover(failure -> Future.failedFuture(StoreRefusals.of(failure, parts.store().health())));
  }

  private Handle checked(ClientHeaders.Recall header, long nowMs) {
    Handle handle = decode(header.recallHandle());
    if (!handle.topic().equals(header.topic())) {
      throw refusal("topic not match: the handle is for topic " + handle.topic());
    }
    if (!handle.broker().equals(identity.name())) {
      throw refusal("broker service not available: the handle is for broker " + handle.broker());
    }
    long aheadMs = handle.dueMs() - nowMs;
    // the handle names the millisecond after the message is due
    if (aheadMs <= 0 || aheadMs > parts.detours().maxDelayMs() + 1) {
      throw refusal(
          "timestamp invalid: the message is due in "
              + (aheadMs - 1)
              + " ms; only those can be taken back that wait, and none waits longer than "
              + parts.detours().maxDelayMs()
              + " ms");
    }
    parts.detours().checkRoomToRecall();
    return handle;
  }

  private static Handle decode(String text) {
    try {
      String[] fields =
          new String(
                  Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8)),
                  StandardCharsets.UTF_8)
              .split(" ", -1);
      if (fields.length >= PARTS && fields[0].equals(VERSION)) {
        return new Handle(fields[1], fields[2], Long.parseLong(fields[3]), fields[4]);
      }
    } catch (NumberFormatException e) {
      throw refusal("timestamp invalid: the handle names no number");
    } catch (IllegalArgumentException e) {
      throw refusal("recall handle is invalid: it is no URL-safe Base64");
    }
    throw refusal("recall handle is invalid: it is not 'v1 topic broker time id'");
  }

  private static RefusedException refusal(String why) {
    return new RefusedException(ResponseCode.ILLEGAL_OPERATION, "recall failed, " + why);
  }

  private MessageDraft draft(Handle handle, Connection connection) {
    long now = parts.clock().millis();
    MessageDraft draft = new MessageDraft();
    draft.topic = TopicNames.TIMER;
    draft.body = new byte[] {'0'};
    draft.bornTimestamp = now;
    draft.bornHost = HostAddress.of(connection.remoteAddress());
    draft.storeHost = storeHost;
    Map<String, String> properties = draft.properties;
    properties.put(PropertyNames.TAGS, TAG);
    properties.put(PropertyNames.UNIQ_KEY, handle.uniqueId());
    properties.put(PropertyNames.TIMER_DEL_UNIQUE_KEY, handle.topic() + "+" + handle.uniqueId());
    properties.put(PropertyNames.TIMER_DELIVER_MS, Long.toString(handle.dueMs()));
    properties.put(PropertyNames.REAL_TOPIC, handle.topic());
    properties.put(PropertyNames.REAL_QUEUE_ID, "0");
    properties.put(PropertyNames.TIMER_OUT_MS, Long.toString(handle.dueMs() - 1));
    return draft;
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.delay.TimersFullException;
import io.cometmq.bus.RecordAppends;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.SendMessageRequest;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores messages that come in another way than by a TCP send, after the same checks. Owned by one
 * event loop.
 */
public final class OwnSends {
  private static final int NEW_TOPIC_QUEUES = 4;

  /**
   * Where a message went.
   *
   * @param messageId unique, by which it can be looked up
   * @param queue where it is seen, now or when its time has come
   * @param offset of the record that was stored now
   */
  public record Stored(String messageId, int queue, long offset) {}

  private final BrokerParts parts;
  private final BrokerIdentity identity;
  private final SendAdmission admission;
  private final UniqueIds uniqueIds;
  private final RecordAppends appends;

  /**
   * Creates it for the calling context.
   *
   * @param loop under which storage sends finished appends back to it
   */
  public OwnSends(Vertx vertx, int loop, BrokerIdentity identity, BrokerParts parts) {
    this.parts = parts;
    this.identity = identity;
    this.admission =
        new SendAdmission(parts.topics(), parts.registration(), parts.maxMessageBytes());
    this.uniqueIds =
        new UniqueIds(identity.address().getAddress().getAddress(), loop, parts.clock());
    this.appends = new RecordAppends(vertx, parts.storage(), parts.store().queues(), loop);
  }

  /**
   * Stores a message, whose topic, body, properties and born host are set.
   *
   * @param order messages of the same order go to the same queue; null for any queue
   * @return fails with {@link RefusedException} when it may not be stored
   */
  public Future<Stored> send(MessageDraft draft, @Nullable String order) {
    try {
      SendMessageRequest request = request(draft.topic);
      TopicConfig topic = admission.topic(request);
      return topic != null
          ? store(draft, order, request, topic)
          : admission.createTopic(request).compose(made -> store(draft, order, request, made));
    } catch (RefusedException e) {
      return Future.failedFuture(e);
    }
  }

  private static SendMessageRequest request(String topic) {
    return new SendMessageRequest(
        "",
        topic,
        TopicNames.AUTO_CREATE,
        NEW_TOPIC_QUEUES,
        -1,
        0,
        0,
        0,
        -1,
        0,
        false,
        -1,
        false,
        null);
  }

  private Future<Stored> store(
      MessageDraft draft, @Nullable String order, SendMessageRequest request, TopicConfig topic) {
    int anyQueue = admission.check(request, topic, draft.body.length);
    int queue = order == null ? anyQueue : queueOf(order, topic);
    String id = new String(uniqueIds.next(), StandardCharsets.US_ASCII);
    draft.queueId = queue;
    draft.bornTimestamp = parts.clock().millis();
    draft.storeHost = HostAddress.of(identity.address());
    draft.properties.put(PropertyNames.UNIQ_KEY, id);
    draft.properties.put("MSG_REGION", MessageEncoder.REGION);
    draft.properties.put("TRACE_ON", "true");
    draft.properties.put("CLUSTER", identity.cluster());
    String topicName = draft.topic;
    try {
      parts.detours().apply(draft, parts.clock().millis());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, String.valueOf(e.getMessage()));
    } catch (TimersFullException e) {
      throw new RefusedException(ResponseCode.SYSTEM_ERROR, String.valueOf(e.getMessage()));
    }
    checkProperties(draft);
    return appends
        .append(draft, true)
        .map(
            stored -> {
              parts.stats().onStored(topicName, 1, stored.records.limit());
              return new Stored(id, queue, stored.queueOffset);
            })
        .recover(failure -> Future.failedFuture(StoreRefusals.of(failure, parts.store().health())));
  }

  private static void checkProperties(MessageDraft draft) {
    int bytes = 0;
    for (Map.Entry<String, String> property : draft.properties.entrySet()) {
      bytes += utf8Length(property.getKey()) + utf8Length(property.getValue()) + 2;
    }
    if (bytes > PropertyRewriter.MAX_BYTES) {
      throw new RefusedException(
          ResponseCode.MESSAGE_ILLEGAL,
          "the message properties take "
              + bytes
              + " bytes, over the limit of "
              + PropertyRewriter.MAX_BYTES);
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** As the official client's selector by hash does it. */
  private static int queueOf(String order, TopicConfig topic) {
    return Math.abs(order.hashCode() % Math.max(1, topic.writeQueueNums()));
  }
}

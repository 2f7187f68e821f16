package io.cometmq.broker.connection.handler;

import io.cometmq.record.MessageDraft;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for answers to messages that come in another way than by a TCP send; consumers answer as
 * they answer RocketMQ's own clients. Owned by one event loop.
 */
public final class OwnRequests {
  /**
   * An answer.
   *
   * @param sysFlag tells how the body is compressed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  public record Reply(byte[] body, int sysFlag, Map<String, String> properties) {}

  /** No answer came in time. */
  public static final class NoReplyException extends Exception {
    private static final long serialVersionUID = 1;

    NoReplyException(long millis) {
      super("nobody has answered within " + millis + " ms", null, false, false);
    }
  }

  private static final String CORRELATION_ID = "CORRELATION_ID";
  private static final String PREFIX = "comet.reply.";
  private static final long DELIVERY_MS = 10_000;

  private final Vertx vertx;
  private final OwnSends sends;
  private final String address = PREFIX + UUID.randomUUID();
  private final Map<String, Promise<Reply>> open = new HashMap<>();

  /** Creates it for the calling context. */
  public OwnRequests(Vertx vertx, OwnSends sends) {
    this.vertx = vertx;
    this.sends = sends;
    vertx.eventBus().<JsonObject>localConsumer(address, this::replied);
  }

  /**
   * Stores a message, as {@link OwnSends#send} does, and waits for its answer.
   *
   * @return fails with {@link NoReplyException} after {@code timeoutMs} milliseconds
   */
  public Future<Reply> ask(MessageDraft draft, @Nullable String order, long timeoutMs) {
    String id = UUID.randomUUID().toString();
    draft.properties.put(CORRELATION_ID, id);
    draft.properties.put("REPLY_TO_CLIENT", address);
    draft.properties.put("TTL", Long.toString(timeoutMs));
    Promise<Reply> promise = Promise.promise();
    open.put(id, promise);
    long timer =
        vertx.setTimer(timeoutMs, late -> promise.tryFail(new NoReplyException(timeoutMs)));
    sends.send(draft, order).onFailure(promise::tryFail);
    return promise
        .future()
        .onComplete(
            done -> {
              open.remove(id);
              vertx.cancelTimer(timer);
            });
  }

  /** Whether answers for this client go to one of these objects. */
  static boolean isFor(String clientId) {
    return clientId.startsWith(PREFIX);
  }

  /** Brings an answer to whoever asked; any thread. Null when it has it, else what kept it away. */
  static Future<@Nullable String> bring(Vertx vertx, String clientId, MessageDraft answer) {
    JsonObject properties = new JsonObject();
    answer.properties.forEach(properties::put);
    JsonObject reply =
        new JsonObject()
            .put("body", answer.body)
            .put("sysFlag", answer.sysFlag)
            .put("properties", properties);
    return vertx
        .eventBus()
        .<String>request(
            clientId, reply, new DeliveryOptions().setLocalOnly(true).setSendTimeout(DELIVERY_MS))
        .map(Message::body);
  }

  private void replied(Message<JsonObject> message) {
    JsonObject reply = message.body();
    Map<String, String> properties = new LinkedHashMap<>();
    reply
        .getJsonObject("properties")
        .forEach(each -> properties.put(each.getKey(), String.valueOf(each.getValue())));
    Promise<Reply> promise = open.get(properties.getOrDefault(CORRELATION_ID, ""));
    if (promise == null) {
      message.reply("nobody waits for the answer any more");
    } else {
      message.reply(null);
      promise.tryComplete(
          new Reply(reply.getBinary("body"), reply.getInteger("sysFlag"), properties));
    }
  }
}

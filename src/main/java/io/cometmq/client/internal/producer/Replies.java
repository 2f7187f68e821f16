package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Compression;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.BodyPacking;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings answers to the questions that wait for them, and addresses answers. Owned by the client's
 * loop, apart from what says otherwise, and static methods.
 */
public final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private final ClientCore core;
  private final Map<String, Promise<ReceivedMessage>> open = new ConcurrentHashMap<>();

  /**
   * An answer that is waited for.
   *
   * @param properties what the question must have, names and values in turn
   * @param answer to be failed when it can't come any more
   */
  record Expected(List<String> properties, Promise<ReceivedMessage> answer) {}

  /** Creates it without questions. */
  public Replies(ClientCore core) {
    this.core = core;
  }

  /** Listens to what brokers bring. */
  public void start() {
    core.links().onRequest(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, this::onPush);
  }

  /** Waits for the answer to a new question; from any thread. */
  Expected expect(String topic, Duration timeout) {
    String id = UUID.randomUUID().toString();
    Promise<ReceivedMessage> answer = Promise.promise();
    open.put(id, answer);
    long timer =
        core.loop()
            .later(
                timeout.toMillis(),
                () ->
                    answer.tryFail(
                        new ClientException.TimedOut("a question", null, topic, timeout)));
    answer
        .future()
        .onComplete(
            done -> {
              open.remove(id);
              core.loop().cancel(timer);
            });
    List<String> properties =
        List.of(
            PropertyNames.CORRELATION_ID,
            id,
            PropertyNames.REPLY_TO_CLIENT,
            core.heartbeats().clientId(),
            PropertyNames.TTL,
            Long.toString(timeout.toMillis()));
    return new Expected(properties, answer);
  }

  private Future<RemotingCommand> onPush(Connection from, RemotingCommand request) {
    ReceivedMessage answer;
    try {
      answer = message(from, request);
    } catch (IOException e) {
      return Future.succeededFuture(
          request.response(
              ResponseCode.SYSTEM_ERROR, "the answer can't be unpacked: " + e.getMessage()));
    }
    String id = answer.properties().getOrDefault(PropertyNames.CORRELATION_ID, "");
    Promise<ReceivedMessage> waiting = open.get(id);
    if (waiting == null || !waiting.tryComplete(answer)) {
      LOG.debug("the answer to question '{}' came too late, or was not for this client", id);
    }
    return Future.succeededFuture(request.success());
  }

  private static ReceivedMessage message(Connection from, RemotingCommand request)
      throws IOException {
    Map<String, String> fields = request.extFields();
    String topic = fields.getOrDefault("topic", "");
    int sysFlag = (int) number(fields, "sysFlag");
    byte[] body =
        (sysFlag & MessageSysFlag.COMPRESSED) == 0
            ? request.body()
            : BodyPacking.unpack(request.body(), Compression.ofFlags(sysFlag));
    return new ReceivedMessage(
        new MessageQueue(topic, from.toString(), (int) number(fields, "queueId")),
        topic,
        new ReceivedMessage.Place(
            -1, -1, "", 0, number(fields, "bornTimestamp"), number(fields, "storeTimestamp")),
        body,
        fields.getOrDefault("properties", "").getBytes(StandardCharsets.UTF_8));
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, "0"));
  }

  /** The topic for the answer to a question, null when the message is none. */
  static @Nullable String topic(ReceivedMessage question) {
    Map<String, String> properties = question.properties();
    String cluster = properties.get(PropertyNames.CLUSTER);
    return cluster != null
            && properties.containsKey(PropertyNames.CORRELATION_ID)
            && properties.containsKey(PropertyNames.REPLY_TO_CLIENT)
        ? cluster + TopicNames.REPLY_SUFFIX
        : null;
  }

  /** The broker that the question came from, if it takes answers: it knows who asked. */
  static QueueSelector towards(ReceivedMessage question) {
    String broker = question.queue().brokerName();
    return (queues, message) ->
        queues.stream()
            .filter(queue -> queue.brokerName().equals(broker))
            .findFirst()
            .orElse(queues.get(0));
  }

  /** What the answer must have to reach whoever asked, names and values in turn. */
  static List<String> address(ReceivedMessage question) {
    Map<String, String> properties = question.properties();
    List<String> address = new ArrayList<>(List.of(PropertyNames.MESSAGE_TYPE, "reply"));
    for (String name :
        List.of(PropertyNames.CORRELATION_ID, PropertyNames.REPLY_TO_CLIENT, PropertyNames.TTL)) {
      String value = properties.get(name);
      if (value != null) {
        address.add(name);
        address.add(value);
      }
    }
    return List.copyOf(address);
  }
}

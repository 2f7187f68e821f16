package io.cometmq.client.internal.admin;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.client.MessageAdmin;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.RecordReader;
import io.cometmq.model.MessageId;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.PropertyNames;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.record.HostAddress;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Single messages. Safe for any thread; the work is done on the client's loop. */
final class MessageCalls implements MessageAdmin {
  private static final HeaderType<ClientHeaders.ViewMessage> VIEW =
      HeaderType.of(ClientHeaders.ViewMessage.class);
  private static final HeaderType<ClientHeaders.QueryMessage> QUERY =
      HeaderType.of(ClientHeaders.QueryMessage.class);
  private static final int MOST_BY_KEY = 64;
  private static final int MOST_BY_TIME = 1_024;
  private static final Comparator<ReceivedMessage> LAST_FIRST =
      Comparator.comparing(ReceivedMessage::storedAt).reversed();

  private final AdminCalls calls;

  MessageCalls(AdminCalls calls) {
    this.calls = calls;
  }

  @Override
  public Future<ReceivedMessage> byOffsetId(String offsetMessageId) {
    MessageId id;
    try {
      id = MessageId.parse(offsetMessageId);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(
          new ClientException.Invalid(
              "'" + offsetMessageId + "' is no id of a broker",
              null,
              "give the 32 hexadecimal digits (56 with IPv6) that the broker gave"));
    }
    return calls.onLoop(
        () ->
            calls
                .brokers()
                .compose(
                    brokers -> {
                      // a producer's id looks the same: nobody else is to be asked for it
                      Broker holder =
                          brokers.stream().filter(each -> isAt(each, id)).findFirst().orElse(null);
                      return holder == null
                          ? Future.failedFuture(nobody(offsetMessageId))
                          : view(holder, id);
                    }));
  }

  private static boolean isAt(Broker broker, MessageId id) {
    return id.port() > 0
        && id.port() <= 0xffff
        && broker.address().equals(new HostAddress(id.ip(), id.port()).toText());
  }

  private static ClientException nobody(String id) {
    return new ClientException.Invalid(
        "the id " + id + " names no broker that is registered",
        null,
        "check it; if a producer gave it, look for it by its topic");
  }

  private Future<ReceivedMessage> view(Broker holder, MessageId id) {
    Ask ask =
        Ask.of(
            RequestCode.VIEW_MESSAGE_BY_ID,
            VIEW.encode(new ClientHeaders.ViewMessage(null, id.physicalOffset())));
    return calls
        .demand(holder, ask)
        .compose(answer -> messages(answer, holder, null))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.failedFuture(nobody(id.toHex()))
                    : Future.succeededFuture(found.get(0)));
  }

  @Override
  public Future<List<ReceivedMessage>> byMessageId(String topic, String messageId) {
    return query(
        topic,
        messageId,
        MOST_BY_KEY,
        Instant.EPOCH,
        Instant.ofEpochMilli(Long.MAX_VALUE),
        true,
        each -> messageId.equals(each.properties().get(PropertyNames.UNIQ_KEY)));
  }

  @Override
  public Future<List<ReceivedMessage>> byKey(
      String topic, String key, int max, Instant from, Instant to) {
    return max < 1 || max > MOST_BY_KEY
        ? Future.failedFuture(tooMany(topic, max, MOST_BY_KEY))
        : query(topic, key, max, from, to, false, each -> each.keys().contains(key));
  }

  private static ClientException tooMany(@Nullable String topic, int max, int most) {
    return new ClientException.Invalid(
        max + " messages are asked for", topic, "ask for 1 to " + most);
  }

  private Future<List<ReceivedMessage>> query(
      String topic,
      String key,
      int max,
      Instant from,
      Instant to,
      boolean unique,
      Predicate<ReceivedMessage> wanted) {
    Map<String, String> fields =
        new LinkedHashMap<>(
            QUERY.encode(
                new ClientHeaders.QueryMessage(
                    calls.namespace().wrap(topic),
                    key,
                    max,
                    from.toEpochMilli(),
                    to.toEpochMilli())));
    fields.put("_UNIQUE_KEY_QUERY", Boolean.toString(unique));
    Ask ask = Ask.of(RequestCode.QUERY_MESSAGE, fields).about(topic);
    // brokers find keys by their hashes, so that others may be among what they give
    return calls.onLoop(
        () ->
            calls
                .route(topic)
                .compose(
                    route ->
                        AdminCalls.each(AdminCalls.readers(route), broker -> query(broker, ask)))
                .map(
                    parts ->
                        parts.stream()
                            .flatMap(List::stream)
                            .filter(each -> each.queue().topic().equals(topic))
                            .filter(wanted)
                            .sorted(LAST_FIRST)
                            .toList()));
  }

  private Future<List<ReceivedMessage>> query(Broker broker, Ask ask) {
    return calls
        .ask(broker, ask)
        .compose(
            answer ->
                answer.code() == ResponseCode.QUERY_NOT_FOUND
                    ? Future.succeededFuture(List.of())
                    : AdminCalls.succeeded(answer, broker.name(), ask.topic())
                        .compose(good -> messages(good, broker, ask.topic())));
  }

  private Future<List<ReceivedMessage>> messages(
      RemotingCommand answer, Broker broker, @Nullable String topic) {
    RecordReader reader = new RecordReader(calls.namespace(), null);
    // unpacking large bodies is nothing for the loop
    return calls
        .core()
        .loop()
        .aside(
            () ->
                AdminCalls.read(
                    answer,
                    broker.name(),
                    topic,
                    given -> reader.readAll(broker.name(), ByteBuffer.wrap(given.body()))))
        .compose(found -> found);
  }

  @Override
  public Future<List<ReceivedMessage>> byTime(
      MessageQueue queue, Instant from, Instant to, int max) {
    return max < 1 || max > MOST_BY_TIME
        ? Future.failedFuture(tooMany(queue.topic(), max, MOST_BY_TIME))
        : calls.onLoop(() -> new TimeSearch(calls.core(), queue, from, to, max).find());
  }
}

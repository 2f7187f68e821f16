package io.cometmq.client.internal.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/** Offsets of single queues. Owned by the client's loop. */
final class QueueOffsets {
  private static final HeaderType<ClientHeaders.Queue> QUEUE =
      HeaderType.of(ClientHeaders.Queue.class);
  private static final HeaderType<ClientHeaders.QueryOffset> QUERY =
      HeaderType.of(ClientHeaders.QueryOffset.class);
  private static final HeaderType<ClientHeaders.UpdateOffset> UPDATE =
      HeaderType.of(ClientHeaders.UpdateOffset.class);
  private static final HeaderType<ClientHeaders.SearchOffset> SEARCH =
      HeaderType.of(ClientHeaders.SearchOffset.class);
  private static final HeaderType<OperatorHeaders.ResetOffset> RESET =
      HeaderType.of(OperatorHeaders.ResetOffset.class);

  /**
   * The end of the queue. Brokers that reset by time alone, and by telling consumers, then leave a
   * group where it is, because that must not be later than it is already.
   */
  private static final long NO_TIME = -1;

  private final AdminCalls calls;

  QueueOffsets(AdminCalls calls) {
    this.calls = calls;
  }

  Future<Long> first(Broker broker, MessageQueue queue) {
    return number(broker, queue, RequestCode.GET_MIN_OFFSET, queueFields(queue));
  }

  Future<Long> end(Broker broker, MessageQueue queue) {
    return number(broker, queue, RequestCode.GET_MAX_OFFSET, queueFields(queue));
  }

  Future<Long> at(Broker broker, MessageQueue queue, Instant time) {
    return number(
        broker,
        queue,
        RequestCode.SEARCH_OFFSET_BY_TIMESTAMP,
        SEARCH.encode(
            new ClientHeaders.SearchOffset(
                topic(queue), queue.queueId(), time.toEpochMilli(), null)));
  }

  /** Where a group goes on; empty when it has not committed anything. */
  Future<OptionalLong> committed(Broker broker, String group, MessageQueue queue) {
    Ask ask =
        Ask.of(
                RequestCode.QUERY_CONSUMER_OFFSET,
                QUERY.encode(
                    new ClientHeaders.QueryOffset(
                        calls.namespace().wrap(group), topic(queue), queue.queueId(), false)))
            .about(queue.topic());
    return calls
        .ask(broker, ask)
        .compose(
            answer ->
                answer.code() == ResponseCode.QUERY_NOT_FOUND
                    ? Future.succeededFuture(OptionalLong.empty())
                    : AdminCalls.succeeded(answer, broker.name(), queue.topic())
                        .compose(good -> offset(good, broker, queue))
                        .map(OptionalLong::of));
  }

  /** Has a group go on elsewhere. */
  Future<Void> reset(Broker broker, String group, MessageQueue queue, long offset) {
    Ask ask =
        Ask.of(
                RequestCode.INVOKE_BROKER_TO_RESET_OFFSET,
                RESET.encode(
                    new OperatorHeaders.ResetOffset(
                        calls.namespace().wrap(group),
                        topic(queue),
                        NO_TIME,
                        false,
                        queue.queueId(),
                        offset)))
            .about(queue.topic());
    return calls
        .ask(broker, ask)
        .compose(
            answer ->
                answer.code() == ResponseCode.CONSUMER_NOT_ONLINE
                    ? commit(broker, group, queue, offset)
                    : AdminCalls.succeeded(answer, broker.name(), queue.topic())
                        .compose(good -> wasReset(good, broker, queue, offset)));
  }

  /** Without members there is nobody who would commit something else. */
  private Future<Void> commit(Broker broker, String group, MessageQueue queue, long offset) {
    Map<String, String> fields =
        UPDATE.encode(
            new ClientHeaders.UpdateOffset(
                calls.namespace().wrap(group), topic(queue), queue.queueId(), offset));
    return calls
        .demand(broker, Ask.of(RequestCode.UPDATE_CONSUMER_OFFSET, fields).about(queue.topic()))
        .mapEmpty();
  }

  private static Future<Void> wasReset(
      RemotingCommand answer, Broker broker, MessageQueue queue, long offset) {
    return AdminCalls.read(
            answer,
            broker.name(),
            queue.topic(),
            given -> {
              for (Map.Entry<MessageQueue, JsonNode> row :
                  AdminBodies.offsetTable(JsonBody.readDialect(given.body())).entrySet()) {
                if (row.getKey().queueId() == queue.queueId()) {
                  return row.getValue().asLong() == offset;
                }
              }
              return false;
            })
        .compose(
            done ->
                done
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ClientException.Refused(
                            "the broker has its consumers go back to times, not to offsets",
                            broker.name(),
                            queue.topic(),
                            answer.code(),
                            "stop the consumers, or set useServerSideResetOffset=true there")));
  }

  private String topic(MessageQueue queue) {
    return calls.namespace().wrap(queue.topic());
  }

  private Map<String, String> queueFields(MessageQueue queue) {
    return QUEUE.encode(new ClientHeaders.Queue(topic(queue), queue.queueId(), null));
  }

  private Future<Long> number(
      Broker broker, MessageQueue queue, int code, Map<String, String> fields) {
    return calls
        .demand(broker, Ask.of(code, fields).about(queue.topic()))
        .compose(answer -> offset(answer, broker, queue));
  }

  private static Future<Long> offset(RemotingCommand answer, Broker broker, MessageQueue queue) {
    return AdminCalls.read(
        answer,
        broker.name(),
        queue.topic(),
        given -> Long.parseLong(given.extFields().getOrDefault("offset", "none")));
  }
}

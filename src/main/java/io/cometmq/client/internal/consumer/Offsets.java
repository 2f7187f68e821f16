package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders.QueryOffset;
import io.cometmq.protocol.header.ClientHeaders.Queue;
import io.cometmq.protocol.header.ClientHeaders.SearchOffset;
import io.cometmq.protocol.header.ClientHeaders.UpdateOffset;
import io.cometmq.protocol.header.HeaderType;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Asks brokers for offsets, and has them keep those of a group. Owned by the client's loop. */
final class Offsets implements OffsetStore {
  private static final HeaderType<Queue> QUEUE = HeaderType.of(Queue.class);
  private static final HeaderType<QueryOffset> QUERY = HeaderType.of(QueryOffset.class);
  private static final HeaderType<UpdateOffset> UPDATE = HeaderType.of(UpdateOffset.class);
  private static final HeaderType<SearchOffset> SEARCH = HeaderType.of(SearchOffset.class);
  private static final byte[] NO_BODY = new byte[0];

  private final ClientCore core;
  private final String group;
  // of each topic on each broker, the commit that the others wait for
  private final Map<MessageQueue, Future<Void>> firstCommits = new HashMap<>();

  Offsets(ClientCore core, String group) {
    this.core = core;
    this.group = core.namespace().wrap(group);
  }

  Future<Long> first(MessageQueue queue) {
    return number(queue, RequestCode.GET_MIN_OFFSET, queueFields(queue));
  }

  Future<Long> end(MessageQueue queue) {
    return number(queue, RequestCode.GET_MAX_OFFSET, queueFields(queue));
  }

  Future<Long> at(MessageQueue queue, long timeMs) {
    return number(
        queue,
        RequestCode.SEARCH_OFFSET_BY_TIMESTAMP,
        SEARCH.encode(new SearchOffset(topic(queue), queue.queueId(), timeMs, null)));
  }

  /** The group's offset; empty when the broker has none. */
  @Override
  public Future<OptionalLong> committed(MessageQueue queue) {
    return invoke(
            queue,
            RequestCode.QUERY_CONSUMER_OFFSET,
            QUERY.encode(new QueryOffset(group, topic(queue), queue.queueId(), null)))
        .compose(
            answer ->
                answer.code() == ResponseCode.QUERY_NOT_FOUND
                    ? Future.succeededFuture(OptionalLong.empty())
                    : offset(queue, answer).map(OptionalLong::of));
  }

  /** Where the group goes on; where it begins when the broker does not know. */
  Future<Long> next(MessageQueue queue, ConsumerOptions.Start start) {
    return committed(queue)
        .compose(
            known -> {
              if (known.isPresent()) {
                return Future.succeededFuture(known.getAsLong());
              }
              return start == ConsumerOptions.Start.FIRST ? first(queue) : end(queue);
            });
  }

  /**
   * RocketMQ 5.5 loses all but one of the first offsets of a group in a topic when they come at the
   * same time ({@code ConsumerOffsetManager.commitOffset} looks for the topic's table and then puts
   * a new one), so the first one goes alone.
   */
  @Override
  public Future<Void> commit(MessageQueue queue, long offset) {
    MessageQueue topic = new MessageQueue(queue.topic(), queue.brokerName(), 0);
    Future<Void> first = firstCommits.get(topic);
    if (first == null || first.failed()) {
      Future<Void> sent = send(queue, offset);
      firstCommits.put(topic, sent);
      return sent;
    }
    if (first.succeeded()) {
      return send(queue, offset);
    }
    return first.transform(done -> commit(queue, offset));
  }

  private Future<Void> send(MessageQueue queue, long offset) {
    return invoke(
            queue,
            RequestCode.UPDATE_CONSUMER_OFFSET,
            UPDATE.encode(new UpdateOffset(group, topic(queue), queue.queueId(), offset)))
        .compose(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Failures.refused(answer, queue.brokerName(), queue.topic())));
  }

  private String topic(MessageQueue queue) {
    return core.namespace().wrap(queue.topic());
  }

  private Map<String, String> queueFields(MessageQueue queue) {
    return QUEUE.encode(new Queue(topic(queue), queue.queueId(), null));
  }

  private Future<Long> number(MessageQueue queue, int code, Map<String, String> fields) {
    return invoke(queue, code, fields).compose(answer -> offset(queue, answer));
  }

  private static Future<Long> offset(MessageQueue queue, RemotingCommand answer) {
    String text = answer.extFields().get("offset");
    if (answer.code() != ResponseCode.SUCCESS || text == null) {
      return Future.failedFuture(Failures.refused(answer, queue.brokerName(), queue.topic()));
    }
    try {
      return Future.succeededFuture(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Future.failedFuture(
          new ClientException.Refused(
              "the offset '" + text + "' is no number",
              queue.brokerName(),
              queue.topic(),
              answer.code(),
              "see the broker's log"));
    }
  }

  private Future<RemotingCommand> invoke(MessageQueue queue, int code, Map<String, String> fields) {
    return QueuePuller.link(core, queue)
        .compose(
            (Link link) ->
                link.invoke(
                    RemotingCommand.request(code, fields, NO_BODY),
                    core.options().requestTimeout()));
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchEvent;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.store.read.OffsetSearch;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far groups have come, and what queues hold. Owned by one event loop; what must touch files
 * runs on a worker.
 */
final class OffsetHandlers {
  private static final HeaderType<ClientHeaders.QueryOffset> QUERY =
      HeaderType.of(ClientHeaders.QueryOffset.class);
  private static final HeaderType<ClientHeaders.UpdateOffset> UPDATE =
      HeaderType.of(ClientHeaders.UpdateOffset.class);
  private static final HeaderType<ClientHeaders.Queue> QUEUE =
      HeaderType.of(ClientHeaders.Queue.class);
  private static final HeaderType<ClientHeaders.SearchOffset> SEARCH =
      HeaderType.of(ClientHeaders.SearchOffset.class);

  private final DispatchProxy<GroupState> dispatch;
  private final TopicTable topics;
  private final ConsumeQueueTable queues;
  private final OffsetSearch search;
  private final WorkerExecutor coldReads;

  OffsetHandlers(
      DispatchProxy<GroupState> dispatch,
      TopicTable topics,
      ConsumeQueueTable queues,
      OffsetSearch search,
      WorkerExecutor coldReads) {
    this.dispatch = dispatch;
    this.topics = topics;
    this.queues = queues;
    this.search = search;
    this.coldReads = coldReads;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.QUERY_CONSUMER_OFFSET, this::query);
    router.on(RequestCode.UPDATE_CONSUMER_OFFSET, this::update);
    router.on(RequestCode.GET_MAX_OFFSET, this::maxOffset);
    router.on(RequestCode.GET_MIN_OFFSET, this::minOffset);
    router.on(RequestCode.GET_EARLIEST_MSG_STORETIME, this::earliestStoreTime);
    router.on(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, this::searchOffset);
  }

  private Future<RemotingCommand> query(Connection connection, RemotingCommand request) {
    ClientHeaders.QueryOffset header = QUERY.decode(request.extFields());
    return dispatch
        .ask(
            state -> state.offsets().find(header.consumerGroup(), header.topic(), header.queueId()))
        .compose(offset -> offset >= 0 ? Future.succeededFuture(offset) : startOffset(header))
        .map(
            offset -> {
              if (offset < 0) {
                throw new RefusedException(
                    ResponseCode.QUERY_NOT_FOUND,
                    "Not found, group "
                        + header.consumerGroup()
                        + " has no offset in queue "
                        + header.queueId()
                        + " of topic "
                        + header.topic()
                        + " yet");
              }
              return offset(request, offset);
            });
  }

  /** A group without an offset begins a young queue at its start, whatever its start policy. */
  private Future<Long> startOffset(ClientHeaders.QueryOffset header) {
    ConsumeQueue queue = queues.find(header.topic(), header.queueId());
    if (Boolean.FALSE.equals(header.setZeroIfNotFound())
        || queue == null
        || queue.minOffset() > 0
        || queue.maxOffset() == 0) {
      return Future.succeededFuture(-1L);
    }
    return coldReads.executeBlocking(() -> search.isYoung(queue) ? 0L : -1L, false);
  }

  private Future<RemotingCommand> update(Connection connection, RemotingCommand request) {
    ClientHeaders.UpdateOffset header = UPDATE.decode(request.extFields());
    if (topics.find(header.topic()) == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST, "Topic " + header.topic() + " not exist!");
    }
    DispatchEvent.CommitOffset commit =
        new DispatchEvent.CommitOffset(
            header.consumerGroup(), header.topic(), header.queueId(), header.commitOffset());
    if (request.isOneway() && dispatch.offer(commit)) {
      return Future.succeededFuture(request.success());
    }
    return dispatch
        .ask(
            state ->
                state
                    .offsets()
                    .commit(commit.group(), commit.topic(), commit.queueId(), commit.offset()))
        .map(
            done ->
                done
                    ? request.success()
                    : request.response(ResponseCode.SUCCESS, "Offset has been previously reset"));
  }

  private Future<RemotingCommand> maxOffset(Connection connection, RemotingCommand request) {
    ConsumeQueue queue = queue(request);
    return Future.succeededFuture(offset(request, queue == null ? 0 : queue.maxOffset()));
  }

  private Future<RemotingCommand> minOffset(Connection connection, RemotingCommand request) {
    ConsumeQueue queue = queue(request);
    return Future.succeededFuture(offset(request, queue == null ? 0 : queue.minOffset()));
  }

  private @Nullable ConsumeQueue queue(RemotingCommand request) {
    ClientHeaders.Queue header = QUEUE.decode(request.extFields());
    return queues.find(header.topic(), header.queueId());
  }

  private Future<RemotingCommand> earliestStoreTime(
      Connection connection, RemotingCommand request) {
    ConsumeQueue queue = queue(request);
    Future<Long> time =
        queue == null
            ? Future.succeededFuture(-1L)
            : coldReads.executeBlocking(() -> search.storeTime(queue, queue.minOffset()), false);
    return time.map(found -> request.success(Map.of("timestamp", Long.toString(found))));
  }

  private Future<RemotingCommand> searchOffset(Connection connection, RemotingCommand request) {
    ClientHeaders.SearchOffset header = SEARCH.decode(request.extFields());
    ConsumeQueue queue = queues.find(header.topic(), header.queueId());
    if (queue == null) {
      return Future.succeededFuture(offset(request, 0));
    }
    boolean upper = "UPPER".equalsIgnoreCase(header.boundaryType());
    return coldReads
        .executeBlocking(
            () ->
                upper
                    ? search.lastAtOrBefore(queue, header.timestamp())
                    : search.firstAtOrAfter(queue, header.timestamp()),
            false)
        .map(found -> offset(request, found));
  }

  private static RemotingCommand offset(RemotingCommand request, long offset) {
    return request.success(Map.of("offset", Long.toString(offset)));
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.delay.DelayProgress;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.JsonBody;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;

/**
 * Cleaning up by hand, and what replicas ask of delayed messages. Owned by one event loop; the work
 * runs on the upkeep worker.
 */
final class MaintenanceHandlers {
  private final AdminParts parts;
  private final DelayProgress delays;
  private final WorkerExecutor upkeep;

  MaintenanceHandlers(AdminParts parts, DelayProgress delays, WorkerExecutor upkeep) {
    this.parts = parts;
    this.delays = delays;
    this.upkeep = upkeep;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE, this::cleanQueues);
    router.on(RequestCode.DELETE_EXPIRED_COMMITLOG, this::deleteExpired);
    router.on(RequestCode.CLEAN_UNUSED_TOPIC, this::cleanTopics);
    router.on(RequestCode.GET_ALL_DELAY_OFFSET, this::delayOffsets);
  }

  private Future<RemotingCommand> cleanQueues(Connection connection, RemotingCommand request) {
    return upkeep
        .executeBlocking(
            () -> {
              parts.store().queues().dropBefore(parts.store().commitLog().minPosition());
              return true;
            },
            false)
        .map(done -> request.success());
  }

  private Future<RemotingCommand> deleteExpired(Connection connection, RemotingCommand request) {
    return upkeep
        .executeBlocking(
            () -> {
              parts.store().deleteExpired();
              return true;
            },
            false)
        .map(done -> request.success());
  }

  /** Light topics stand in no table, so nothing tells unused ones from others. */
  private Future<RemotingCommand> cleanTopics(Connection connection, RemotingCommand request) {
    return parts
        .dispatch()
        .ask(
            state -> {
              List<String> unused =
                  parts.store().queues().topics().stream()
                      .filter(topic -> parts.topics().find(topic) == null)
                      .filter(topic -> !parts.rules().isSystem(topic) && !TopicNames.isLight(topic))
                      .toList();
              unused.forEach(parts.store().queues()::remove);
              return unused;
            })
        .compose(
            unused ->
                parts
                    .coldReads()
                    .executeBlocking(
                        () -> {
                          unused.forEach(parts.store().queues()::deleteFiles);
                          return true;
                        },
                        false))
        .map(done -> request.success());
  }

  private Future<RemotingCommand> delayOffsets(Connection connection, RemotingCommand request) {
    return Future.succeededFuture(
        request.success(JsonBody.writeDialect(delays.offsetsJson(), true)));
  }
}

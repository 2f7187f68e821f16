package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.GroupState;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.net.Connection;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.QueueLockBody;
import io.cometmq.util.Clock;
import io.vertx.core.Future;

/**
 * LOCK_BATCH_MQ and UNLOCK_BATCH_MQ: clients that consume in order take queues for themselves.
 * Owned by one event loop; the locks belong to the dispatch context.
 */
final class QueueLockHandlers {
  private final DispatchProxy<GroupState> dispatch;
  private final RemoteClients clients;
  private final Clock clock;

  QueueLockHandlers(DispatchProxy<GroupState> dispatch, RemoteClients clients, Clock clock) {
    this.dispatch = dispatch;
    this.clients = clients;
    this.clock = clock;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.LOCK_BATCH_MQ, this::lock);
    router.on(RequestCode.UNLOCK_BATCH_MQ, this::unlock);
  }

  private Future<RemotingCommand> lock(Connection connection, RemotingCommand request) {
    QueueLockBody body = QueueLockBody.read(request.body());
    RemoteClient client = clients.of(connection);
    return dispatch
        .ask(
            state ->
                state
                    .locks()
                    .lock(
                        body.consumerGroup(),
                        body.clientId(),
                        client,
                        body.queues(),
                        clock.millis()))
        .map(locked -> request.success(QueueLockBody.write(locked)));
  }

  private Future<RemotingCommand> unlock(Connection connection, RemotingCommand request) {
    QueueLockBody body = QueueLockBody.read(request.body());
    return dispatch
        .ask(
            state -> {
              state.locks().unlock(body.consumerGroup(), body.clientId(), body.queues());
              return true;
            })
        .map(done -> request.success());
  }
}

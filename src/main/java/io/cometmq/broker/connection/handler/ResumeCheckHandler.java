package io.cometmq.broker.connection.handler;

import io.cometmq.bus.TransactionProxy;
import io.cometmq.model.MessageId;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.cometmq.store.file.StoreHealth;
import io.vertx.core.Future;

/**
 * RESUME_CHECK_HALF_MESSAGE: has a producer asked again for a transaction that was given up. Owned
 * by one event loop.
 */
final class ResumeCheckHandler {
  private static final HeaderType<OperatorHeaders.ResumeCheck> HEADER =
      HeaderType.of(OperatorHeaders.ResumeCheck.class);

  private final TransactionProxy transactions;
  private final StoreHealth health;

  ResumeCheckHandler(TransactionProxy transactions, StoreHealth health) {
    this.transactions = transactions;
    this.health = health;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.RESUME_CHECK_HALF_MESSAGE, this::resume);
  }

  private Future<RemotingCommand> resume(Connection connection, RemotingCommand request) {
    long position = position(HEADER.decode(request.extFields()).msgId());
    return transactions
        .ask(owner -> owner.resume(position))
        .map(done -> request.success())
        .recover(failure -> Future.failedFuture(StoreRefusals.of(failure, health)));
  }

  private static long position(String id) {
    try {
      return MessageId.parse(id).physicalOffset();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          e.getMessage() + "; it must be the one that the broker gave, not the producer's");
    }
  }
}

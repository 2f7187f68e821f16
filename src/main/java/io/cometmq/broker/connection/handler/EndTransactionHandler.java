package io.cometmq.broker.connection.handler;

import io.cometmq.bus.TransactionEnd;
import io.cometmq.bus.TransactionProxy;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.net.Connection;
import io.cometmq.net.NoAnswerException;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.store.file.StoreHealth;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * END_TRANSACTION: passes a producer's commit or rollback on to the transaction context. Owned by
 * one event loop.
 */
final class EndTransactionHandler {
  private static final HeaderType<ClientHeaders.EndTransaction> HEADER =
      HeaderType.of(ClientHeaders.EndTransaction.class);

  private final int loop;
  private final TransactionProxy transactions;
  private final StoreHealth health;

  EndTransactionHandler(int loop, TransactionProxy transactions, StoreHealth health) {
    this.loop = loop;
    this.transactions = transactions;
    this.health = health;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.END_TRANSACTION, this::end);
  }

  private Future<RemotingCommand> end(Connection connection, RemotingCommand request) {
    ClientHeaders.EndTransaction header = HEADER.decode(request.extFields());
    boolean commit = header.commitOrRollback() == MessageSysFlag.TRANSACTION_COMMIT;
    if (!commit && header.commitOrRollback() != MessageSysFlag.TRANSACTION_ROLLBACK) {
      // the producer does not know yet; it will be asked
      return Future.failedFuture(new NoAnswerException());
    }
    Task task = new Task(request, header, commit);
    if (!transactions.offer(task)) {
      throw new RefusedException(
          ResponseCode.SYSTEM_BUSY,
          "too many transactions are being ended; this one stays open, and its producer is asked"
              + " later");
    }
    return task.answer.future();
  }

  /** One end, with whom to answer. */
  private final class Task extends TransactionEnd {
    private final RemotingCommand request;
    private final Promise<RemotingCommand> answer = Promise.promise();

    Task(RemotingCommand request, ClientHeaders.EndTransaction header, boolean commit) {
      super(
          loop,
          header.producerGroup(),
          header.tranStateTableOffset(),
          header.commitLogOffset(),
          commit,
          Boolean.TRUE.equals(header.fromTransactionCheck()));
      this.request = request;
    }

    @Override
    public void finish() {
      Throwable failure = failure();
      if (failure == null) {
        answer.complete(request.success());
      } else {
        answer.fail(StoreRefusals.of(failure, health));
      }
    }
  }
}

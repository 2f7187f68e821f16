package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.ClientConnection;
import io.cometmq.broker.group.TransactionCheck;
import io.cometmq.net.Connection;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/** A client's connection for the tables of the dispatch context. Safe for any thread. */
final class RemoteClient implements ClientConnection {
  private static final HeaderType<ClientHeaders.ConsumerList> GROUP =
      HeaderType.of(ClientHeaders.ConsumerList.class);
  private static final HeaderType<ClientHeaders.CheckTransaction> CHECK =
      HeaderType.of(ClientHeaders.CheckTransaction.class);

  private final Connection connection;
  private final String address;

  RemoteClient(Connection connection) {
    this.connection = connection;
    this.address = connection.toString();
  }

  Connection connection() {
    return connection;
  }

  /** Asks the client; the answer comes on the context of whoever asks. */
  Future<RemotingCommand> invoke(ContextInternal asker, RemotingCommand request, long timeoutMs) {
    Promise<RemotingCommand> answered = asker.promise();
    connection
        .context()
        .runOnContext(done -> connection.invoke(request, timeoutMs).onComplete(answered));
    return answered.future();
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public boolean isClosed() {
    return connection.isClosed();
  }

  @Override
  public void close() {
    connection.close();
  }

  @Override
  public void notifyConsumerIdsChanged(String group) {
    connection.send(
        RemotingCommand.oneway(
            RequestCode.NOTIFY_CONSUMER_IDS_CHANGED,
            GROUP.encode(new ClientHeaders.ConsumerList(group)),
            new byte[0]));
  }

  @Override
  public void checkTransaction(TransactionCheck check) {
    connection.send(
        RemotingCommand.oneway(
            RequestCode.CHECK_TRANSACTION_STATE,
            CHECK.encode(
                new ClientHeaders.CheckTransaction(
                    check.topic(),
                    check.queueOffset(),
                    check.position(),
                    check.transactionId(),
                    check.transactionId(),
                    check.offsetMsgId(),
                    check.brokerName())),
            check.record()));
  }
}

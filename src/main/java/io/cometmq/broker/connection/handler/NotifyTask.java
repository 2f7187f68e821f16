package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.NotifyCall;
import io.cometmq.net.Connection;
import io.cometmq.protocol.header.PopHeaders;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One NOTIFICATION on its way through the pop context. */
final class NotifyTask extends NotifyCall {
  private final Connection connection;
  private final Promise<PopHeaders.Notified> notified = Promise.promise();

  NotifyTask(int loop, Connection connection, PopHeaders.Notification header) {
    super(
        loop,
        header.topic(),
        header.consumerGroup(),
        header.queueId(),
        header.pollTime() <= 0 ? 0 : header.bornTime() + header.pollTime(),
        Boolean.TRUE.equals(header.order()));
    this.connection = connection;
  }

  Future<PopHeaders.Notified> notified() {
    return notified.future();
  }

  @Override
  public boolean isAbandoned() {
    return connection.isClosed();
  }

  @Override
  public void finish() {
    notified.complete(new PopHeaders.Notified(hasMessages(), isRefused()));
  }
}

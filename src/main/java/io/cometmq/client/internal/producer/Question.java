package io.cometmq.client.internal.producer;

import io.cometmq.client.Message;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.internal.wire.Heartbeats;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.net.Connection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/**
 * A message that waits for an answer. It leaves for a broker only when that knows this client, for
 * the answer may come back at once. Owned by the client's loop.
 */
final class Question extends SingleSend {
  private final Heartbeats heartbeats;

  Question(
      ProducerCore producer,
      Message message,
      byte[] body,
      int sysFlag,
      List<String> properties,
      Heartbeats heartbeats,
      Promise<SendReceipt> sent) {
    super(producer, message, null, body, sysFlag, properties, sent);
    this.heartbeats = heartbeats;
  }

  @Override
  boolean mayLeave(Link link) {
    return heartbeats.isIntroduced(link);
  }

  @Override
  Future<Connection> connect(Link link) {
    return heartbeats.introduce(link);
  }
}

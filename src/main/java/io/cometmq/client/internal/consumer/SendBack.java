package io.cometmq.client.internal.consumer;

import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.vertx.core.Future;

/** Gives messages back to be consumed again later. Owned by the client's loop. */
final class SendBack {
  private static final HeaderType<ClientHeaders.SendBack> HEADER =
      HeaderType.of(ClientHeaders.SendBack.class);

  private final ClientCore core;
  private final ConsumerOptions options;

  SendBack(ClientCore core, ConsumerOptions options) {
    this.core = core;
    this.options = options;
  }

  /** Done when the broker has it; from then on the message counts as handled. */
  Future<Void> send(ReceivedMessage message) {
    // delay level 0: the broker decides by the number of retries
    ClientHeaders.SendBack header =
        new ClientHeaders.SendBack(
            message.place().logOffset(),
            core.namespace().wrap(options.group()),
            0,
            message.messageId(),
            core.namespace().wrap(message.topic()),
            false,
            options.retryLimit());
    return QueuePuller.link(core, message.queue())
        .compose(
            link ->
                link.invoke(
                    RemotingCommand.request(
                        RequestCode.CONSUMER_SEND_MSG_BACK, HEADER.encode(header), new byte[0]),
                    core.options().requestTimeout()))
        .compose(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Failures.refused(answer, message.queue().brokerName(), message.topic())));
  }
}

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

  /** The delay by the number of retries. */
  private static final int BROKER_DECIDES = 0;

  private static final int TO_DEAD_LETTERS = -1;

  private final ClientCore core;
  private final String group;
  private final int maxRetries;

  SendBack(ClientCore core, ConsumerOptions options) {
    this(core, options.group(), options.retryLimit());
  }

  SendBack(ClientCore core, String group, int maxRetries) {
    this.core = core;
    this.group = core.namespace().wrap(group);
    this.maxRetries = maxRetries;
  }

  /** Done when the broker has it; from then on the message counts as handled. */
  Future<Void> send(ReceivedMessage message) {
    return send(message, BROKER_DECIDES);
  }

  /** Done when the broker has put it among the group's dead letters. */
  Future<Void> bury(ReceivedMessage message) {
    return send(message, TO_DEAD_LETTERS);
  }

  private Future<Void> send(ReceivedMessage message, int delayLevel) {
    ClientHeaders.SendBack header =
        new ClientHeaders.SendBack(
            message.place().logOffset(),
            group,
            delayLevel,
            message.messageId(),
            core.namespace().wrap(message.topic()),
            false,
            maxRetries);
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

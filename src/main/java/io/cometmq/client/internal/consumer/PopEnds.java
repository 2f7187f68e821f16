package io.cometmq.client.internal.consumer;

import io.cometmq.client.PopOptions;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.HeaderException;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.PopHeaders.ChangeInvisible;
import io.cometmq.protocol.header.PopHeaders.ChangedInvisible;
import io.vertx.core.Future;

/** What may become of a popped message. Owned by the client's loop. */
final class PopEnds {
  private static final HeaderType<ChangeInvisible> CHANGE = HeaderType.of(ChangeInvisible.class);
  private static final HeaderType<ChangedInvisible> CHANGED = HeaderType.of(ChangedInvisible.class);

  private final ClientCore core;
  private final PopOptions options;
  private final PopAcks acks;
  private final SendBack sendBack;

  PopEnds(ClientCore core, PopOptions options) {
    this.core = core;
    this.options = options;
    this.acks = new PopAcks(core);
    this.sendBack = new SendBack(core, options.group(), options.maxRetries());
  }

  PopOptions options() {
    return options;
  }

  Future<Void> ack(MessageQueue queue, Receipt receipt) {
    return acks.ack(queue, receipt);
  }

  /** Hides a message for so long from now on; gives its new receipt. */
  Future<Receipt> hide(MessageQueue queue, Receipt receipt, long ms) {
    ChangeInvisible header =
        new ChangeInvisible(
            receipt.group(),
            receipt.realTopic(),
            receipt.handle().queueId(),
            receipt.text(),
            receipt.offset(),
            ms);
    return QueuePuller.link(core, queue)
        .compose(
            link ->
                link.invoke(
                    RemotingCommand.request(
                        RequestCode.CHANGE_MESSAGE_INVISIBLETIME,
                        CHANGE.encode(header),
                        new byte[0]),
                    core.options().requestTimeout()))
        .compose(
            answer -> {
              if (answer.code() != ResponseCode.SUCCESS) {
                return Future.failedFuture(
                    Failures.refused(answer, queue.brokerName(), queue.topic()));
              }
              try {
                ChangedInvisible changed = CHANGED.decode(answer.extFields());
                return Future.succeededFuture(
                    receipt.changed(
                        changed.popTime(), changed.invisibleTime(), changed.reviveQid()));
              } catch (HeaderException e) {
                return Future.failedFuture(
                    Failures.refused(
                        answer.code(), e.getMessage(), queue.brokerName(), queue.topic()));
              }
            });
  }

  /** Puts a message among the group's dead letters, and acknowledges it. */
  Future<Void> bury(MessageQueue queue, ReceivedMessage message, Receipt receipt) {
    return sendBack.bury(message).compose(buried -> ack(queue, receipt));
  }
}

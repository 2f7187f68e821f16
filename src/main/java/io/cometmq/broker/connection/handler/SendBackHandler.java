package io.cometmq.broker.connection.handler;

import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.model.MessageId;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.LogSlice;
import io.vertx.core.Future;

/**
 * CONSUMER_SEND_MSG_BACK: stores a message once more for the group that could not consume it, to be
 * seen after a delay that grows, or in its dead-letter topic when it has been tried too often.
 * Owned by one event loop; the reading runs on a worker.
 */
final class SendBackHandler {
  private static final HeaderType<ClientHeaders.SendBack> HEADER =
      HeaderType.of(ClientHeaders.SendBack.class);

  private final BrokerParts parts;
  private final RetryStore retries;
  private final RetryRules rules;

  SendBackHandler(LoopScope scope, BrokerParts parts, RecordAppends appends) {
    this.parts = parts;
    this.retries = new RetryStore(parts, appends, HostAddress.of(scope.identity().address()));
    this.rules = new RetryRules(parts.groups(), parts.groupState().locks(), parts.clock());
  }

  void install(RequestRouter router) {
    router.on(RequestCode.CONSUMER_SEND_MSG_BACK, this::sendBack);
  }

  private Future<RemotingCommand> sendBack(Connection connection, RemotingCommand request) {
    ClientHeaders.SendBack header = HEADER.decode(request.extFields());
    SubscriptionGroupConfig group = rules.group(header.group());
    if (group.retryQueueNums() <= 0) {
      // the group is set to have no retries: the message is dropped, as RocketMQ does
      return Future.succeededFuture(request.success());
    }
    int asked = header.maxReconsumeTimes() == null ? -1 : header.maxReconsumeTimes();
    int max = RetryRules.maximum(group, asked, request.version());
    return original(header.offset())
        .compose(
            draft ->
                store(draft, header, group, max)
                    .onSuccess(stored -> parts.stats().onSentBack(origin(draft), header.group())))
        .map(stored -> request.success())
        .recover(failure -> Future.failedFuture(StoreRefusals.of(failure, parts.store().health())));
  }

  private static String origin(MessageDraft draft) {
    return draft.properties.getOrDefault(PropertyNames.RETRY_TOPIC, draft.topic);
  }

  private Future<MessageDraft> original(long offset) {
    return parts
        .coldReads()
        .executeBlocking(
            () -> {
              LogSlice slice = parts.store().commitLog().readRecord(offset);
              if (slice == null) {
                throw new RefusedException(
                    ResponseCode.SYSTEM_ERROR,
                    "look message by offset failed, "
                        + offset
                        + ": no record starts there, or it has been deleted");
              }
              try {
                RecordView record = new RecordView().wrap(slice.buffer(), 0);
                MessageDraft draft = MessageDraft.of(record);
                draft.properties.putIfAbsent(
                    PropertyNames.ORIGIN_MESSAGE_ID,
                    new MessageId(record.storeHost().ip(), record.storeHost().port(), offset)
                        .toHex());
                return draft;
              } finally {
                slice.release();
              }
            },
            false);
  }

  private Future<RecordAppend> store(
      MessageDraft draft, ClientHeaders.SendBack header, SubscriptionGroupConfig group, int max) {
    boolean giveUp = draft.reconsumeTimes >= max || header.delayLevel() < 0;
    return retries.store(
        draft, group, giveUp, header.delayLevel(), Boolean.TRUE.equals(header.unitMode()));
  }
}

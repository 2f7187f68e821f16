package io.cometmq.broker.connection.handler;

import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.model.MessageId;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.RetryPolicy;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.RetryPolicyBody;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.LogSlice;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CONSUMER_SEND_MSG_BACK: stores a message once more for the group that could not consume it, to be
 * seen after a delay that grows, or in its dead-letter topic when it has been tried too often.
 * Owned by one event loop; the reading runs on a worker.
 */
final class SendBackHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SendBackHandler.class);
  private static final HeaderType<ClientHeaders.SendBack> HEADER =
      HeaderType.of(ClientHeaders.SendBack.class);

  /** Delay level of the first retry; each further one takes the next. */
  private static final int FIRST_RETRY_LEVEL = 3;

  private final BrokerParts parts;
  private final RecordAppends appends;
  private final HostAddress storeHost;
  private final RetryRules rules;

  SendBackHandler(LoopScope scope, BrokerParts parts, RecordAppends appends) {
    this.parts = parts;
    this.appends = appends;
    this.storeHost = HostAddress.of(scope.identity().address());
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
    draft.properties.putIfAbsent(PropertyNames.RETRY_TOPIC, draft.topic);
    draft.properties.put(PropertyNames.WAIT, "false");
    draft.properties.remove(PropertyNames.TRAN_MSG);
    draft.sysFlag &= ~MessageSysFlag.TRANSACTION_MASK;
    draft.preparedTransactionOffset = 0;
    boolean giveUp = draft.reconsumeTimes >= max || header.delayLevel() < 0;
    if (giveUp) {
      LOG.info(
          "group {} gives up a message of topic {} after {} retries",
          group.groupName(),
          draft.property(PropertyNames.RETRY_TOPIC),
          draft.reconsumeTimes);
      draft.topic = TopicNames.dlqTopic(group.groupName());
      draft.properties.put(PropertyNames.DELAY, "0");
    } else {
      draft.topic = TopicNames.retryTopic(group.groupName());
      wait(draft, header.delayLevel(), RetryPolicyBody.of(group));
    }
    draft.reconsumeTimes++;
    draft.storeHost = storeHost;
    return target(draft.topic, Boolean.TRUE.equals(header.unitMode()))
        .compose(
            topic -> {
              draft.queueId =
                  ThreadLocalRandom.current().nextInt(Math.max(1, topic.writeQueueNums()));
              if (!giveUp) {
                parts.detours().apply(draft, parts.clock().millis());
              }
              return appends.append(draft, false);
            });
  }

  /** What the client asks for counts, then the group's policy, then the level after the last. */
  private static void wait(MessageDraft draft, int askedLevel, RetryPolicy policy) {
    draft.properties.remove(PropertyNames.DELAY);
    draft.properties.remove(PropertyNames.TIMER_DELAY_SEC);
    draft.properties.remove(PropertyNames.TIMER_DELIVER_MS);
    long millis = policy.delayMs(draft.reconsumeTimes);
    if (askedLevel > 0 || millis < 0) {
      int level = askedLevel > 0 ? askedLevel : FIRST_RETRY_LEVEL + draft.reconsumeTimes;
      draft.properties.put(PropertyNames.DELAY, Integer.toString(level));
    } else {
      draft.properties.put(PropertyNames.TIMER_DELAY_MS, Long.toString(millis));
    }
  }

  private Future<TopicConfig> target(String name, boolean unit) {
    TopicConfig topic = parts.topics().find(name);
    if (topic != null) {
      return Future.succeededFuture(topic);
    }
    return parts
        .registration()
        .<@Nullable TopicConfig>ask(state -> state.createForSend(name, name, 1, unit))
        .map(Objects::requireNonNull);
  }
}

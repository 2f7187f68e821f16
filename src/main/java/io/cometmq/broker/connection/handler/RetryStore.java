package io.cometmq.broker.connection.handler;

import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.RetryPolicy;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.body.RetryPolicyBody;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a message once more for a group that could not consume it: to be seen after a delay that
 * grows, or among its dead letters. Owned by one event loop.
 */
final class RetryStore {
  private static final Logger LOG = LoggerFactory.getLogger(RetryStore.class);

  /** Delay level of the first retry; each further one takes the next. */
  private static final int FIRST_RETRY_LEVEL = 3;

  private final BrokerParts parts;
  private final RecordAppends appends;
  private final HostAddress storeHost;

  RetryStore(BrokerParts parts, RecordAppends appends, HostAddress storeHost) {
    this.parts = parts;
    this.appends = appends;
    this.storeHost = storeHost;
  }

  /**
   * Stores.
   *
   * @param draft the message, under the topic it was consumed from; changed
   * @param giveUp whether it goes to the dead letters
   * @param askedLevel delay level, 0 for what the group's policy says
   * @param unit whether a topic that has to be made is a unit's
   */
  Future<RecordAppend> store(
      MessageDraft draft,
      SubscriptionGroupConfig group,
      boolean giveUp,
      int askedLevel,
      boolean unit) {
    draft.properties.putIfAbsent(PropertyNames.RETRY_TOPIC, draft.topic);
    draft.properties.put(PropertyNames.WAIT, "false");
    draft.properties.remove(PropertyNames.TRAN_MSG);
    draft.sysFlag &= ~MessageSysFlag.TRANSACTION_MASK;
    draft.preparedTransactionOffset = 0;
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
      wait(draft, askedLevel, RetryPolicyBody.of(group));
    }
    draft.reconsumeTimes++;
    draft.storeHost = storeHost;
    return target(draft.topic, unit)
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

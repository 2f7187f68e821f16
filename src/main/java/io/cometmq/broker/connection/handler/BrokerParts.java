package io.cometmq.broker.connection.handler;

import io.cometmq.broker.delay.DetourRules;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.RequestModeTable;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.pop.PopTurn;
import io.cometmq.broker.topic.TopicRules;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.bus.StorageProxy;
import io.cometmq.bus.TransactionProxy;
import io.cometmq.metrics.BrokerStats;
import io.cometmq.metrics.MessageRates;
import io.cometmq.store.MessageStore;
import io.cometmq.util.Clock;
import io.vertx.core.WorkerExecutor;

/**
 * Everything the handlers of one broker share, for all of its event loops.
 *
 * @param version of the product, for tools
 * @param maxMessageBytes largest body that is taken
 * @param startedMs when the broker started, in milliseconds since the epoch
 */
public record BrokerParts(
    MessageStore store,
    StorageProxy storage,
    DispatchProxy<GroupState> dispatch,
    RegistrationProxy registration,
    PopTurn pop,
    TransactionProxy transactions,
    GroupState groupState,
    TopicTable topics,
    TopicRules rules,
    SubscriptionGroupTable groups,
    RequestModeTable requestModes,
    DetourRules detours,
    BrokerStats stats,
    MessageRates rates,
    OperatorParts operator,
    WorkerExecutor coldReads,
    Clock clock,
    String version,
    int maxMessageBytes,
    long startedMs) {}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.topic.TopicRules;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.metrics.BrokerStats;
import io.cometmq.metrics.MessageRates;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.store.MessageStore;
import io.cometmq.store.read.OffsetSearch;
import io.cometmq.util.Clock;
import io.vertx.core.WorkerExecutor;

/**
 * What the handlers for tools work with.
 *
 * @param coldReads for what must touch files
 */
record AdminParts(
    BrokerIdentity identity,
    MessageStore store,
    TopicTable topics,
    TopicRules rules,
    SubscriptionGroupTable groups,
    DispatchProxy<GroupState> dispatch,
    RegistrationProxy registration,
    OffsetSearch search,
    BrokerStats stats,
    MessageRates rates,
    WorkerExecutor coldReads,
    Clock clock) {}

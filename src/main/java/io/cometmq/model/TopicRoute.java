package io.cometmq.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a topic's queues are. Immutable.
 *
 * @param orderTopicConf the queues that producers of an ordered topic use, null for none
 */
public record TopicRoute(
    List<BrokerData> brokers, List<QueueData> queues, @Nullable String orderTopicConf) {}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.delay.DelayProgress;
import io.cometmq.metrics.StatsHistory;

/** What only the handlers for operators need. */
public record OperatorParts(StatsHistory history, DelayProgress delays, RuntimeSettings settings) {}

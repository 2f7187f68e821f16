package io.cometmq.web.feed;

import io.cometmq.bus.DispatchEvent;
import io.cometmq.store.MessageStore;
import io.cometmq.web.remote.RemoteStats;
import io.vertx.core.WorkerExecutor;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What feeds read from. Immutable; for all loops of a broker.
 *
 * @param epoch number of this store, so that cursors of another are recognised
 * @param queueCount number of queues of a topic that may be read, 0 when there is no such topic
 * @param coldReads where to wait for the disk
 * @param stats counts what pages read
 * @param remoteStats counts what was read on other brokers for them
 * @param watch hands watches to dispatch; false when that has no room at the moment
 */
public record FeedSource(
    MessageStore store,
    long epoch,
    String broker,
    ToIntFunction<String> queueCount,
    WorkerExecutor coldReads,
    FeedStats stats,
    RemoteStats remoteStats,
    Predicate<DispatchEvent> watch) {}

package io.cometmq.broker.pop;

import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.bus.StorageProxy;
import io.cometmq.store.MessageStore;
import io.cometmq.util.Clock;
import java.nio.file.Path;

/**
 * What the pop verticle works with. Immutable.
 *
 * @param reviveTopic the topic that remembers what is in flight
 * @param reviveQueues its queues
 * @param broker the broker's name
 * @param retryTopicV2 whether retries are stored under the newer name
 * @param orderFile where the order of pops is saved
 * @param loops how many event loops serve connections
 */
public record PopParts(
    MessageStore store,
    StorageProxy storage,
    DispatchProxy<GroupState> dispatch,
    RegistrationProxy registration,
    TopicTable topics,
    SubscriptionGroupTable groups,
    ConsumerOffsetTable offsets,
    Clock clock,
    String reviveTopic,
    int reviveQueues,
    String broker,
    boolean retryTopicV2,
    Path orderFile,
    int loops) {}

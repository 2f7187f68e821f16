package io.cometmq.nameserver.route;

import io.cometmq.model.DataVersion;
import io.cometmq.model.TopicConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker says of itself and its topics. Immutable.
 *
 * @param haServerAddr where slaves copy from; empty when there are none
 * @param timeoutMs how long the broker may be silent
 * @param enableActingMaster null from brokers that know no such thing
 * @param channel the connection it came on, compared by identity
 */
public record Registration(
    String cluster,
    String brokerName,
    long brokerId,
    String address,
    String haServerAddr,
    long timeoutMs,
    @Nullable Boolean enableActingMaster,
    @Nullable String zoneName,
    Object channel,
    List<TopicConfig> topics,
    DataVersion version) {}

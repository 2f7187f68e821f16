package io.cometmq.config;

import java.util.List;

/**
 * Settings of the broker role. Immutable.
 *
 * @param namesrv the NameServers to register with; empty for the one in this process
 * @param retryTopicV2 which of two names the topics of popped messages that come again get
 */
public record BrokerConfig(
    String cluster,
    String name,
    int id,
    String host,
    int port,
    Advertise advertise,
    List<Address> namesrv,
    boolean autoCreateTopics,
    int defaultQueues,
    boolean retryTopicV2) {

  static BrokerConfig of(ConfigValues values) {
    return new BrokerConfig(
        values.get(ConfigKeys.BROKER_CLUSTER),
        values.get(ConfigKeys.BROKER_NAME),
        values.get(ConfigKeys.BROKER_ID),
        values.get(ConfigKeys.BROKER_HOST),
        values.get(ConfigKeys.BROKER_PORT),
        values.get(ConfigKeys.BROKER_ADVERTISE),
        values.get(ConfigKeys.BROKER_NAMESRV),
        values.get(ConfigKeys.BROKER_AUTO_CREATE_TOPICS),
        values.get(ConfigKeys.BROKER_DEFAULT_QUEUES),
        values.get(ConfigKeys.BROKER_RETRY_TOPIC_V2));
  }
}

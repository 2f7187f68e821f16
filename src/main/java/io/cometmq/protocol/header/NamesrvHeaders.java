package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/** Headers of the requests that NameServers answer. */
public final class NamesrvHeaders {
  /** GET_ROUTEINFO_BY_TOPIC (105). */
  public record RouteInfo(String topic, @Nullable Boolean acceptStandardJsonOnly) {}

  /** REGISTER_BROKER (103). */
  public record RegisterBroker(
      String brokerName,
      String brokerAddr,
      String clusterName,
      @Nullable String haServerAddr,
      long brokerId,
      @Nullable Long heartbeatTimeoutMillis,
      @Nullable Boolean enableActingMaster,
      @Nullable Boolean compressed,
      @Nullable Integer bodyCrc32) {}

  /** UNREGISTER_BROKER (104) and QUERY_DATA_VERSION (322). */
  public record BrokerName(
      String brokerName, String brokerAddr, String clusterName, long brokerId) {}

  /** BROKER_HEARTBEAT (904). */
  public record BrokerHeartbeat(
      String clusterName,
      String brokerAddr,
      String brokerName,
      @Nullable Long heartbeatTimeoutMills) {}

  /** PUT_KV_CONFIG (100). */
  public record PutKv(String namespace, String key, String value) {}

  /** GET_KV_CONFIG (101) and DELETE_KV_CONFIG (102). */
  public record KvKey(String namespace, String key) {}

  /** GET_KVLIST_BY_NAMESPACE (219). */
  public record KvNamespace(String namespace) {}

  /** WIPE_WRITE_PERM_OF_BROKER (205) and ADD_WRITE_PERM_OF_BROKER (327). */
  public record WritePerm(String brokerName) {}

  /** DELETE_TOPIC_IN_NAMESRV (216) and REGISTER_TOPIC_IN_NAMESRV (217). */
  public record Topic(String topic, @Nullable String clusterName) {}

  /** GET_TOPICS_BY_CLUSTER (224). */
  public record Cluster(String cluster) {}

  /** GET_BROKER_MEMBER_GROUP (901). */
  public record MemberGroup(String clusterName, String brokerName) {}

  private NamesrvHeaders() {}
}

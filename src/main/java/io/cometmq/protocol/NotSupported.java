package io.cometmq.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Why requests are answered with {@link ResponseCode#REQUEST_CODE_NOT_SUPPORTED}, for all codes
 * that nobody here serves. {@code docs/compatibility.md} is made from these answers. Stateless.
 */
public final class NotSupported {
  /** Stands in the text of what is still to be built. */
  public static final String PLANNED = "it is not built yet";

  private static final String SENT_TO_CLIENTS =
      "it goes the other way: CometMQ's broker sends it to clients, and they answer it";
  private static final String HISTORIC =
      "it is left from old releases, and RocketMQ 5 does not serve it either";
  private static final String ONE_COPY =
      "CometMQ keeps one copy of each message and has no replicas: there is no master, replica or"
          + " flush position of another broker to ask for";
  private static final String NO_CONTROLLER =
      "CometMQ has no controller: every broker is a master of its own, and nobody elects one";
  private static final String NO_CONTAINER =
      "CometMQ runs one broker in a process: start another process for another broker";
  private static final String COLD_DATA =
      "CometMQ does not throttle groups that read old messages: those are read by threads of their"
          + " own, which hold nobody up";
  private static final String NO_ROCKSDB = "the store is made of files, there is no RocksDB in it";
  private static final String NO_AUTH =
      PLANNED
          + ": users and access rules come with a later release; until then let only those reach"
          + " the broker's port who may use it";
  private static final String NO_LITE =
      "lite topics of RocketMQ 5.5 are not served; light queues (LMQ) are, as INNER_MULTI_DISPATCH"
          + " names them";

  private static final Set<Integer> FOR_NAMESERVERS =
      Set.of(
          RequestCode.PUT_KV_CONFIG,
          RequestCode.GET_KV_CONFIG,
          RequestCode.DELETE_KV_CONFIG,
          RequestCode.REGISTER_BROKER,
          RequestCode.UNREGISTER_BROKER,
          RequestCode.GET_ROUTEINFO_BY_TOPIC,
          RequestCode.GET_BROKER_CLUSTER_INFO,
          RequestCode.WIPE_WRITE_PERM_OF_BROKER,
          RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
          RequestCode.DELETE_TOPIC_IN_NAMESRV,
          RequestCode.REGISTER_TOPIC_IN_NAMESRV,
          RequestCode.GET_KVLIST_BY_NAMESPACE,
          RequestCode.GET_TOPICS_BY_CLUSTER,
          RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS,
          RequestCode.GET_UNIT_TOPIC_LIST,
          RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST,
          RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST,
          RequestCode.UPDATE_NAMESRV_CONFIG,
          RequestCode.GET_NAMESRV_CONFIG,
          RequestCode.QUERY_DATA_VERSION,
          RequestCode.ADD_WRITE_PERM_OF_BROKER,
          RequestCode.GET_BROKER_MEMBER_GROUP,
          RequestCode.BROKER_HEARTBEAT);

  private static final Map<Integer, String> REASONS = reasons();

  private NotSupported() {}

  /**
   * The text of the answer: what was asked, and why nobody here does it. It begins as RocketMQ's
   * does, with a blank, for those who look for that.
   */
  public static String text(int code) {
    return " request type " + code + " not supported because " + reason(code);
  }

  private static String reason(int code) {
    String reason = REASONS.get(code);
    if (reason != null) {
      return reason;
    }
    if (!RequestCode.isKnown(code)) {
      return "RocketMQ 5.5 has no request of this number";
    }
    return FOR_NAMESERVERS.contains(code)
        ? "NameServers answer it, and this is a broker"
        : "brokers answer it, and this is a NameServer";
  }

  private static Map<Integer, String> reasons() {
    Map<Integer, String> reasons = new HashMap<>();
    operations(reasons);
    replicas(reasons);
    range(reasons, NO_AUTH, RequestCode.AUTH_CREATE_USER, RequestCode.AUTH_LIST_ACL);
    range(reasons, NO_LITE, RequestCode.POP_LITE_MESSAGE, RequestCode.TRIGGER_LITE_DISPATCH);
    return Map.copyOf(reasons);
  }

  private static void operations(Map<Integer, String> reasons) {
    because(
        reasons,
        HISTORIC,
        RequestCode.QUERY_BROKER_OFFSET,
        RequestCode.GET_TOPIC_CONFIG_LIST,
        RequestCode.GET_TOPIC_NAME_LIST,
        RequestCode.GET_CLIENT_CONFIG,
        RequestCode.SUSPEND_CONSUMER,
        RequestCode.RESUME_CONSUMER,
        RequestCode.RESET_CONSUMER_OFFSET_IN_CONSUMER,
        RequestCode.RESET_CONSUMER_OFFSET_IN_BROKER,
        RequestCode.ADJUST_CONSUMER_THREAD_POOL,
        RequestCode.WHO_CONSUME_THE_MESSAGE,
        RequestCode.REGISTER_FILTER_SERVER,
        RequestCode.REGISTER_MESSAGE_FILTER_CLASS);
    because(
        reasons,
        HISTORIC + "; DELETE_EXPIRED_COMMITLOG (329) deletes what is too old",
        RequestCode.TRIGGER_DELETE_FILES);
    because(
        reasons,
        SENT_TO_CLIENTS,
        RequestCode.CHECK_TRANSACTION_STATE,
        RequestCode.NOTIFY_CONSUMER_IDS_CHANGED,
        RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
        RequestCode.RESET_CONSUMER_CLIENT_OFFSET,
        RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT);
    because(
        reasons,
        "only replicas ask how far the timer wheel is; CometMQ has neither of them: messages with"
            + " times of their own wait in a queue",
        RequestCode.GET_TIMER_CHECK_POINT,
        RequestCode.GET_TIMER_METRICS);
    because(
        reasons,
        "there is one way to keep messages with times of their own, and no other to switch to",
        RequestCode.SWITCH_TIMER_ENGINE);
    because(
        reasons,
        "a static topic is laid over the queues of several brokers, and CometMQ keeps no such map",
        RequestCode.UPDATE_AND_CREATE_STATIC_TOPIC);
    because(
        reasons,
        NO_ROCKSDB,
        RequestCode.CHECK_ROCKSDB_CQ_WRITE_PROGRESS,
        RequestCode.EXPORT_ROCKSDB_CONFIG_TO_JSON,
        RequestCode.POP_ROLLBACK);
    because(
        reasons,
        COLD_DATA,
        RequestCode.UPDATE_COLD_DATA_FLOW_CTR_CONFIG,
        RequestCode.REMOVE_COLD_DATA_FLOW_CTR_CONFIG,
        RequestCode.GET_COLD_DATA_FLOW_CTR_INFO);
    because(
        reasons,
        "the log is read through windows of 16 MiB, for which the system decides how far to read"
            + " ahead",
        RequestCode.SET_COMMITLOG_READ_MODE);
  }

  private static void replicas(Map<Integer, String> reasons) {
    because(reasons, NO_CONTAINER, RequestCode.ADD_BROKER, RequestCode.REMOVE_BROKER);
    because(
        reasons,
        ONE_COPY,
        RequestCode.NOTIFY_MIN_BROKER_ID_CHANGE,
        RequestCode.EXCHANGE_BROKER_HA_INFO,
        RequestCode.GET_BROKER_HA_STATUS,
        RequestCode.RESET_MASTER_FLUSH_OFFSET);
    range(
        reasons,
        NO_CONTROLLER,
        RequestCode.CONTROLLER_ALTER_SYNC_STATE_SET,
        RequestCode.RAFT_BROKER_HEART_BEAT_EVENT_REQUEST);
  }

  private static void because(Map<Integer, String> reasons, String reason, int... codes) {
    for (int code : codes) {
      reasons.put(code, reason);
    }
  }

  private static void range(Map<Integer, String> reasons, String reason, int first, int last) {
    for (int code = first; code <= last; code++) {
      reasons.putIfAbsent(code, reason);
    }
  }
}

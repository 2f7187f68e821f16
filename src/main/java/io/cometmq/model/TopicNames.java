package io.cometmq.model;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of topic and group names, and the names that mean something to the broker. Stateless. */
public final class TopicNames {
  /** Prefix of the topic that holds a group's messages to be consumed again. */
  public static final String RETRY_PREFIX = "%RETRY%";

  /** Prefix of the topic that holds the messages that a group has given up. */
  public static final String DLQ_PREFIX = "%DLQ%";

  /** Prefix of light topics: one queue each, made by the first message, known to no NameServer. */
  public static final String LIGHT_PREFIX = "%LMQ%";

  /** The topic whose settings new topics take over; there only when creation is allowed. */
  public static final String AUTO_CREATE = "TBW102";

  /** Holds delayed messages, one queue for each level. */
  public static final String SCHEDULE = "SCHEDULE_TOPIC_XXXX";

  /** Holds the first halves of transactions. */
  public static final String HALF = "RMQ_SYS_TRANS_HALF_TOPIC";

  /** Holds the ends of transactions. */
  public static final String OP_HALF = "RMQ_SYS_TRANS_OP_HALF_TOPIC";

  /** Holds messages whose transactions nobody has ended. */
  public static final String GIVEN_UP_HALF = "TRANS_CHECK_MAX_TIME_TOPIC";

  /** The group whose offsets say up to where all transactions have ended. */
  public static final String TRANSACTION_GROUP = "CID_RMQ_SYS_TRANS";

  /** Holds messages that are due at a time of their own. */
  public static final String TIMER = "rmq_sys_wheel_timer";

  /** End of the name of the topic that holds a cluster's answers to questions. */
  public static final String REPLY_SUFFIX = "_REPLY_TOPIC";

  private static final String SYSTEM_PREFIX = "rmq_sys_";
  private static final String SYSTEM_GROUP_PREFIX = "CID_RMQ_SYS_";
  private static final int MAX_TOPIC = 127;
  private static final int MAX_DERIVED_TOPIC = 255;
  private static final int MAX_GROUP = 255;

  private static final Set<String> NO_SENDING =
      Set.of(SCHEDULE, HALF, OP_HALF, GIVEN_UP_HALF, "SELF_TEST_TOPIC", "OFFSET_MOVED_EVENT");

  private static final Set<String> SYSTEM =
      Set.of(
          AUTO_CREATE,
          SCHEDULE,
          HALF,
          OP_HALF,
          GIVEN_UP_HALF,
          "SELF_TEST_TOPIC",
          "OFFSET_MOVED_EVENT",
          "BenchmarkTest",
          "RMQ_SYS_TRACE_TOPIC",
          "CHECKPOINT_TOPIC");

  /** Groups of RocketMQ's own tools, known from the start. */
  public static final List<String> SYSTEM_GROUPS =
      List.of(
          "TOOLS_CONSUMER",
          "FILTERSRV_CONSUMER",
          "SELF_TEST_C_GROUP",
          "CID_ONS-HTTP-PROXY",
          "CID_ONSAPI_PULL",
          "CID_ONSAPI_PERMISSION",
          "CID_ONSAPI_OWNER",
          TRANSACTION_GROUP);

  private TopicNames() {}

  /** The topic of a group's retries. */
  public static String retryTopic(String group) {
    return RETRY_PREFIX + group;
  }

  /** The topic of messages of another topic that a group was given and did not acknowledge. */
  public static String popRetryTopic(String group, String topic) {
    return RETRY_PREFIX + group + '_' + topic;
  }

  /** The same by RocketMQ's newer rule, which is read and, if so set, written. */
  public static String popRetryTopicV2(String group, String topic) {
    return RETRY_PREFIX + group + '+' + topic;
  }

  /** The topic of messages that a group has given up. */
  public static String dlqTopic(String group) {
    return DLQ_PREFIX + group;
  }

  /** Whether the topic holds a group's retries. */
  public static boolean isRetry(String topic) {
    return topic.startsWith(RETRY_PREFIX);
  }

  /** Whether the topic holds answers to questions. */
  public static boolean isReply(String topic) {
    return topic.endsWith(REPLY_SUFFIX);
  }

  /** Whether messages in this topic wait for a time or an outcome before they may be seen. */
  public static boolean isWaitingRoom(String topic) {
    return topic.equals(SCHEDULE) || topic.equals(TIMER) || topic.equals(HALF);
  }

  /** Whether this is a light topic. */
  public static boolean isLight(String topic) {
    return topic.startsWith(LIGHT_PREFIX) && topic.length() > LIGHT_PREFIX.length();
  }

  /** Whether the topic holds messages that a group has given up. */
  public static boolean isDlq(String topic) {
    return topic.startsWith(DLQ_PREFIX);
  }

  /** Whether the topic is the broker's own, apart from those named after cluster and broker. */
  public static boolean isSystem(String topic) {
    return SYSTEM.contains(topic) || topic.startsWith(SYSTEM_PREFIX);
  }

  /** Whether the group is one of RocketMQ's own tools. */
  public static boolean isSystemGroup(String group) {
    return SYSTEM_GROUPS.contains(group) || group.startsWith(SYSTEM_GROUP_PREFIX);
  }

  /** Whether clients must not send to it. */
  public static boolean refusesSends(String topic) {
    return NO_SENDING.contains(topic);
  }

  /** What is wrong with a topic name, with what is allowed; null when nothing is. */
  public static @Nullable String topicProblem(String topic) {
    boolean derived = isRetry(topic) || isDlq(topic);
    return problem("topic", topic, derived ? MAX_DERIVED_TOPIC : MAX_TOPIC);
  }

  /** What is wrong with a group name, with what is allowed; null when nothing is. */
  public static @Nullable String groupProblem(String group) {
    return problem("group", group, MAX_GROUP);
  }

  private static @Nullable String problem(String what, String name, int longest) {
    if (name.isBlank()) {
      return "the specified " + what + " is blank";
    }
    if (name.length() > longest) {
      return "the specified " + what + " is longer than " + what + " max length " + longest;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "%|-_".indexOf(c) >= 0;
      if (!allowed) {
        return "the specified "
            + what
            + "["
            + name
            + "] contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$";
      }
    }
    return null;
  }
}

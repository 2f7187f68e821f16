package io.cometmq.bus;

import io.cometmq.model.MessageRequestMode;
import io.cometmq.model.QueueData;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What others may ask of the registration verticle. Called on its context only. */
public interface RegistrationRequests {
  /**
   * Makes the topic that a send wants, if that is allowed.
   *
   * @return null when it is not
   */
  Future<@Nullable TopicConfig> createForSend(
      String topic, String template, int wantedQueues, boolean unit);

  /** Makes groups that are not there yet, and their retry topics. */
  Future<Void> ensureGroups(List<String> names, boolean unit);

  /** Makes or changes topics. */
  Future<Void> putTopics(List<TopicConfig> changed);

  /** Removes a topic; false when there was none. */
  Future<Boolean> deleteTopic(String name);

  /** Makes or changes groups. */
  Future<Void> putGroups(List<SubscriptionGroupConfig> changed);

  /** Sets how a group gets the messages of a topic. */
  Future<Void> putRequestMode(MessageRequestMode mode);

  /** A topic's queues on all brokers, as far as a NameServer can tell; else those of this one. */
  Future<List<QueueData>> queuesOf(String topic);

  /** Says whether a group must not read a topic. */
  Future<Void> forbid(String group, String topic, boolean forbids);

  /** Removes a group; false when there was none. */
  Future<Boolean> deleteGroup(String name);
}

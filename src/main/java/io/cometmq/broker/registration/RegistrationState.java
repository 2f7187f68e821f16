package io.cometmq.broker.registration;

import io.cometmq.broker.group.RequestModeTable;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.topic.TopicRules;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.RegistrationRequests;
import io.cometmq.model.MessageRequestMode;
import io.cometmq.model.QueueData;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.persistence.StateFileSaver;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics and groups with everything that must happen when they change: save, then announce. Owned
 * by the registration context; others ask it through the proxy.
 */
final class RegistrationState implements RegistrationRequests {
  private static final Logger LOG = LoggerFactory.getLogger(RegistrationState.class);

  /** How long a change waits for slow NameServers before it is answered. */
  private static final long ANNOUNCE_WAIT_MS = 500;

  private final Vertx vertx;
  private final TopicTable topics;
  private final SubscriptionGroupTable groups;
  private final TopicRules rules;
  private final StateFileSaver topicFile;
  private final StateFileSaver groupFile;
  private final RequestModeTable modes;
  private final StateFileSaver modeFile;
  private final BrokerRegistrar registrar;

  RegistrationState(
      Vertx vertx,
      TopicTable topics,
      SubscriptionGroupTable groups,
      TopicRules rules,
      StateFileSaver topicFile,
      StateFileSaver groupFile,
      RequestModeTable modes,
      StateFileSaver modeFile,
      BrokerRegistrar registrar) {
    this.vertx = vertx;
    this.topics = topics;
    this.groups = groups;
    this.rules = rules;
    this.topicFile = topicFile;
    this.groupFile = groupFile;
    this.modes = modes;
    this.modeFile = modeFile;
    this.registrar = registrar;
  }

  @Override
  public Future<@Nullable TopicConfig> createForSend(
      String topic, String template, int wantedQueues, boolean unit) {
    TopicConfig known = topics.find(topic);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    TopicConfig made = rules.forSend(topic, topics.find(template), wantedQueues, unit);
    if (made == null) {
      return Future.succeededFuture(null);
    }
    LOG.info("topic {} with {} queues made by a send", topic, made.writeQueueNums());
    return putTopics(List.of(made)).map(done -> made);
  }

  @Override
  public Future<Void> ensureGroups(List<String> names, boolean unit) {
    List<TopicConfig> retries = new ArrayList<>();
    boolean newGroup = false;
    for (String name : names) {
      SubscriptionGroupConfig group = groups.find(name);
      if (group == null) {
        group = SubscriptionGroupConfig.of(name);
        newGroup |= groups.put(group);
      }
      if (topics.find(TopicNames.retryTopic(name)) == null) {
        retries.add(rules.retryTopic(group, unit));
      }
    }
    Future<Void> saved = newGroup ? groupFile.save() : Future.succeededFuture();
    return saved.compose(done -> retries.isEmpty() ? Future.succeededFuture() : putTopics(retries));
  }

  @Override
  public Future<Void> putTopics(List<TopicConfig> changed) {
    List<TopicConfig> news = new ArrayList<>();
    for (TopicConfig topic : changed) {
      if (topics.put(topic)) {
        news.add(topic);
      }
    }
    return news.isEmpty() ? Future.succeededFuture() : saveAndAnnounce(news);
  }

  @Override
  public Future<Boolean> deleteTopic(String name) {
    if (!topics.remove(name)) {
      return Future.succeededFuture(false);
    }
    return saveAndAnnounce(List.copyOf(topics.all())).map(done -> true);
  }

  @Override
  public Future<Void> putGroups(List<SubscriptionGroupConfig> changed) {
    boolean news = false;
    for (SubscriptionGroupConfig group : changed) {
      news |= groups.put(group);
    }
    return news ? groupFile.save() : Future.succeededFuture();
  }

  @Override
  public Future<Void> putRequestMode(MessageRequestMode mode) {
    modes.put(mode);
    return modeFile.save();
  }

  @Override
  public Future<List<QueueData>> queuesOf(String topic) {
    return registrar.queuesOf(topic);
  }

  @Override
  public Future<Void> forbid(String group, String topic, boolean forbids) {
    return groups.forbid(group, topic, forbids) ? groupFile.save() : Future.succeededFuture();
  }

  @Override
  public Future<Boolean> deleteGroup(String name) {
    return groups.remove(name) ? groupFile.save().map(done -> true) : Future.succeededFuture(false);
  }

  /** Marks topics as ordered that a NameServer says are. */
  void markOrdered(List<String> names) {
    List<TopicConfig> changed = new ArrayList<>();
    for (String name : names) {
      TopicConfig topic = topics.find(name);
      if (topic != null && !topic.order()) {
        changed.add(topic.withOrder(true));
      }
    }
    if (!changed.isEmpty()) {
      putTopics(changed).onFailure(cause -> LOG.error("saving ordered topics failed", cause));
    }
  }

  private Future<Void> saveAndAnnounce(List<TopicConfig> news) {
    return topicFile.save().compose(saved -> announce(news));
  }

  /** NameServers that don't answer soon are told again later; nobody waits for them. */
  private Future<Void> announce(List<TopicConfig> news) {
    Promise<Void> answered = Promise.promise();
    long timer = vertx.setTimer(ANNOUNCE_WAIT_MS, id -> answered.tryComplete());
    registrar
        .announce(news)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              answered.tryComplete();
            });
    return answered.future();
  }
}

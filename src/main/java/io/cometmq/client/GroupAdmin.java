package io.cometmq.client;

import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageModel;
import io.vertx.core.Future;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Consumer groups, see {@link Admin}. */
public interface GroupAdmin {
  /**
   * A group as brokers have it. Immutable.
   *
   * @param system whether it is one of the broker's or its tools' own
   * @param byBroker its settings by name of the broker
   */
  record Entry(String group, boolean system, SortedMap<String, GroupSettings> byBroker) {}

  /**
   * A connected client. Immutable.
   *
   * @param address {@code ip:port} that it has connected from
   * @param version number of the protocol's release, see {@link #release}
   * @param brokers names of those that it is connected with
   */
  record Member(
      String clientId, String address, LanguageCode language, int version, List<String> brokers) {
    /** The release of RocketMQ whose protocol the client speaks, such as {@code 5.5.0}. */
    public String release() {
      return ClientRelease.of(version);
    }
  }

  /**
   * What a group wants of a topic. Immutable.
   *
   * @param type {@code TAG} or {@code SQL92}
   * @param expression {@code *} for everything
   */
  record Subscription(String topic, String type, String expression) {}

  /**
   * The members of a group that are connected. Immutable.
   *
   * @param members by client id; empty when nobody is connected
   * @param type how they get messages, null when nobody is connected
   * @param model how they share them, null when nobody is connected
   * @param from where they begin in a queue that the group has no offset for, null when nobody is
   *     connected
   * @param subscriptions by topic
   * @param warnings what CometMQ's brokers find odd about them
   */
  record Online(
      String group,
      List<Member> members,
      @Nullable ConsumeType type,
      @Nullable MessageModel model,
      @Nullable ConsumeFromWhere from,
      List<Subscription> subscriptions,
      List<String> warnings) {}

  /**
   * How far a group has come. Immutable.
   *
   * @param queues by topic, broker and number
   * @param perSecond messages that it gets in a second, of late
   */
  record Progress(String group, List<QueueProgress> queues, double perSecond) {
    /** How many messages it has before it. */
    public long lag() {
      return queues.stream().mapToLong(QueueProgress::lag).sum();
    }

    /** The same by topic. */
    public SortedMap<String, Long> lagByTopic() {
      SortedMap<String, Long> lags = new TreeMap<>();
      queues.forEach(each -> lags.merge(each.queue().topic(), each.lag(), Long::sum));
      return lags;
    }
  }

  /** All groups of all brokers, by name. */
  Future<List<Entry>> list();

  /**
   * One group.
   *
   * @return its settings by name of the broker; fails with {@link ClientException.Refused}, code
   *     26, when no broker has it
   */
  Future<SortedMap<String, GroupSettings>> settings(String group);

  /**
   * Creates or changes a group.
   *
   * @return names of the brokers that have it now
   */
  Future<List<String>> put(String group, GroupSettings settings, BrokerScope where);

  /**
   * Deletes a group on all brokers. Its topics of retries and dead letters stay, see {@link
   * TopicAdmin#delete}.
   *
   * @param offsets whether to forget how far it has come, too
   * @return names of the brokers that had it; fails with {@link ClientException.Refused}, code 26,
   *     when there was none
   */
  Future<List<String>> delete(String group, boolean offsets);

  /** Who is connected. A group that nobody has made and that never had a member has none. */
  Future<Online> members(String group);

  /** How far a group has come in all topics that it has consumed. */
  Future<Progress> progress(String group);

  /** How far a group has come in a topic. */
  Future<Progress> progress(String group, String topic);
}

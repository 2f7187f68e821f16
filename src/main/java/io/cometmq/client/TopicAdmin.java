package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Topics and their queues, see {@link Admin}. */
public interface TopicAdmin {
  /** What a topic is for, told by its name. */
  enum Kind {
    /** Messages of applications. */
    NORMAL,
    /** Messages that a group gets again. */
    RETRY,
    /** Messages that a group has given up. */
    DEAD_LETTER,
    /** The broker's own. */
    SYSTEM
  }

  /**
   * A topic as its brokers have it. Immutable.
   *
   * @param byBroker its settings by name of the broker
   */
  record Entry(String topic, Kind kind, SortedMap<String, TopicSettings> byBroker) {}

  /**
   * Where a topic is, as a NameServer tells clients. Immutable.
   *
   * @param addresses {@code host:port} by id; 0 is the master
   * @param permission sum of {@link io.cometmq.model.Permission}'s constants
   */
  record Place(
      String cluster,
      String broker,
      SortedMap<Long, String> addresses,
      int readQueues,
      int writeQueues,
      int permission) {}

  /**
   * What a queue holds. Immutable.
   *
   * @param firstOffset its first message
   * @param endOffset one more than its last message
   * @param lastStored when the last message was stored, null when there is none
   */
  record QueueStats(
      MessageQueue queue, long firstOffset, long endOffset, @Nullable Instant lastStored) {
    /** How many messages it holds, at most: those that are hidden or deleted singly count, too. */
    public long messages() {
      return Math.max(0, endOffset - firstOffset);
    }
  }

  /** Names of all topics that a NameServer knows, in their order. */
  Future<List<String>> names();

  /** All topics of all brokers, by name. */
  Future<List<Entry>> list();

  /**
   * One topic.
   *
   * @return its settings by name of the broker; fails with {@link ClientException.NoRoute} when no
   *     broker has it
   */
  Future<SortedMap<String, TopicSettings>> settings(String topic);

  /**
   * Creates or changes a topic. Attributes that are not named stay as they are.
   *
   * @return names of the brokers that have it now
   */
  Future<List<String>> put(String topic, TopicSettings settings, BrokerScope where);

  /**
   * Deletes a topic with its messages and what groups have committed for it, on all brokers and
   * NameServers.
   *
   * @return names of the brokers that had it; fails with {@link ClientException.NoRoute} when there
   *     was none
   */
  Future<List<String>> delete(String topic);

  /** Where clients find a topic, by broker. */
  Future<List<Place>> route(String topic);

  /** What each queue of a topic holds, by broker and number. */
  Future<List<QueueStats>> stats(String topic);
}

package io.cometmq.client;

import io.cometmq.model.TopicNames;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a member of a group consumes, and how. All members of a group must want the same. Immutable;
 * start with {@link #of}.
 *
 * @param group the group
 * @param topics what is wanted of each topic
 * @param start where the group begins in queues that it has no offset for
 * @param maxConcurrent most messages being handled at once, 64
 * @param readAhead most messages of one queue that wait here to be handled, 256
 * @param maxRetries how often a message that could not be handled comes again, 16; then it goes to
 *     the group's dead letters
 * @param rebalance how queues are shared among the members, {@link Rebalance#AVERAGE}
 * @param broadcasting whether every member gets all messages, see {@link #asBroadcast}; false
 */
public record ConsumerOptions(
    String group,
    Map<String, Filter> topics,
    Start start,
    int maxConcurrent,
    int readAhead,
    int maxRetries,
    Rebalance rebalance,
    boolean broadcasting) {

  /** Where a group begins. */
  public enum Start {
    /** With the first message that the queue still has. */
    FIRST,
    /** With what comes from now on. */
    END
  }

  /**
   * Checks what is given.
   *
   * @throws ClientException.Invalid naming what is wrong
   */
  public ConsumerOptions {
    topics = Map.copyOf(topics);
    String problem = TopicNames.groupProblem(group);
    if (problem != null) {
      throw new ClientException.Invalid(problem, null, "give the consumer's group another name");
    }
    if (maxConcurrent < 1 || readAhead < 1 || maxRetries < 0) {
      throw new ClientException.Invalid(
          "maxConcurrent or readAhead is below 1, or maxRetries below 0", null, "raise it");
    }
  }

  /** All messages of some topics from now on, with the defaults. */
  public static ConsumerOptions of(String group, String... topics) {
    Map<String, Filter> all = new LinkedHashMap<>();
    for (String topic : topics) {
      all.put(topic, Filter.all());
    }
    return new ConsumerOptions(group, all, Start.END, 64, 256, 16, Rebalance.AVERAGE, false);
  }

  /** The same with some messages of a topic. */
  public ConsumerOptions with(String topic, Filter filter) {
    Map<String, Filter> more = new LinkedHashMap<>(topics);
    more.put(topic, filter);
    return new ConsumerOptions(
        group, more, start, maxConcurrent, readAhead, maxRetries, rebalance, broadcasting);
  }

  /** The same beginning elsewhere. */
  public ConsumerOptions startingAt(Start other) {
    return new ConsumerOptions(
        group, topics, other, maxConcurrent, readAhead, maxRetries, rebalance, broadcasting);
  }

  /** The same with other limits for what is under way here. */
  public ConsumerOptions withLimits(int concurrent, int ahead) {
    return new ConsumerOptions(
        group, topics, start, concurrent, ahead, maxRetries, rebalance, broadcasting);
  }

  /** The same with another number of retries. */
  public ConsumerOptions withMaxRetries(int retries) {
    return new ConsumerOptions(
        group, topics, start, maxConcurrent, readAhead, retries, rebalance, broadcasting);
  }

  /** The same sharing queues in another way. */
  public ConsumerOptions rebalancingBy(Rebalance other) {
    return new ConsumerOptions(
        group, topics, start, maxConcurrent, readAhead, maxRetries, other, broadcasting);
  }

  /**
   * The same, but every member gets all messages. Nobody keeps how far a member has come: whenever
   * it joins it begins at {@link #start}. A message that could not be handled does not come again;
   * {@link GroupConsumer#dropped} counts them. All members of a group must broadcast, or none.
   */
  public ConsumerOptions asBroadcast() {
    return new ConsumerOptions(
        group, topics, start, maxConcurrent, readAhead, maxRetries, rebalance, true);
  }
}

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
 */
public record ConsumerOptions(
    String group,
    Map<String, Filter> topics,
    Start start,
    int maxConcurrent,
    int readAhead,
    int maxRetries,
    Rebalance rebalance) {

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
    return new ConsumerOptions(group, all, Start.END, 64, 256, 16, Rebalance.AVERAGE);
  }

  /** The same with some messages of a topic. */
  public ConsumerOptions with(String topic, Filter filter) {
    Map<String, Filter> more = new LinkedHashMap<>(topics);
    more.put(topic, filter);
    return new ConsumerOptions(group, more, start, maxConcurrent, readAhead, maxRetries, rebalance);
  }

  /** The same beginning elsewhere. */
  public ConsumerOptions startingAt(Start other) {
    return new ConsumerOptions(
        group, topics, other, maxConcurrent, readAhead, maxRetries, rebalance);
  }

  /** The same with other limits for what is under way here. */
  public ConsumerOptions withLimits(int concurrent, int ahead) {
    return new ConsumerOptions(group, topics, start, concurrent, ahead, maxRetries, rebalance);
  }

  /** The same with another number of retries. */
  public ConsumerOptions withMaxRetries(int retries) {
    return new ConsumerOptions(group, topics, start, maxConcurrent, readAhead, retries, rebalance);
  }

  /** The same sharing queues in another way. */
  public ConsumerOptions rebalancingBy(Rebalance other) {
    return new ConsumerOptions(group, topics, start, maxConcurrent, readAhead, maxRetries, other);
  }
}

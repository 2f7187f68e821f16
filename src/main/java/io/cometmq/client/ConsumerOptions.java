package io.cometmq.client;

import io.cometmq.model.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a group consumes, and how. All members of a group must want the same. Immutable;
 * start with {@link #of}.
 *
 * @param group the group
 * @param topics what is wanted of each topic
 * @param start where the group begins in queues that it has no offset for
 * @param maxConcurrent most messages being handled at once, 64
 * @param readAhead most messages of one queue that wait here to be handled, 256
 * @param maxRetries how often a message that could not be handled comes again before it goes to the
 *     group's dead letters; {@link #DEFAULT_RETRIES} for 16, or endlessly in order
 * @param rebalance how queues are shared among the members, {@link Rebalance#AVERAGE}
 * @param broadcasting whether every member gets all messages, see {@link #asBroadcast}; false
 * @param orderlyPause how long a queue rests before a message that could not be handled is handled
 *     again, when the group consumes in order, see {@link #orderly}; null when it does not
 * @param offsetFolder where a broadcast keeps how far it has come, see {@link #asBroadcast(Path)};
 *     null for nowhere
 */
public record ConsumerOptions(
    String group,
    Map<String, Filter> topics,
    Start start,
    int maxConcurrent,
    int readAhead,
    int maxRetries,
    Rebalance rebalance,
    boolean broadcasting,
    @Nullable Duration orderlyPause,
    @Nullable Path offsetFolder) {

  /** As many retries as groups of the kind usually have. */
  public static final int DEFAULT_RETRIES = -1;

  private static final int CONCURRENT_RETRIES = 16;
  private static final Duration ORDER_PAUSE = Duration.ofSeconds(1);

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
    if (maxConcurrent < 1 || readAhead < 1 || maxRetries < DEFAULT_RETRIES) {
      throw new ClientException.Invalid(
          "maxConcurrent or readAhead is below 1, or maxRetries below 0", null, "raise it");
    }
    if (orderlyPause != null && orderlyPause.toMillis() < 1) {
      throw new ClientException.Invalid(
          "a queue rests for " + orderlyPause + " after a failure",
          null,
          "give it a millisecond at least");
    }
  }

  /** All messages of some topics from now on, with the defaults. */
  public static ConsumerOptions of(String group, String... topics) {
    Map<String, Filter> all = new LinkedHashMap<>();
    for (String topic : topics) {
      all.put(topic, Filter.all());
    }
    return new ConsumerOptions(
        group, all, Start.END, 64, 256, DEFAULT_RETRIES, Rebalance.AVERAGE, false, null, null);
  }

  /** The same with some messages of a topic. */
  public ConsumerOptions with(String topic, Filter filter) {
    Map<String, Filter> more = new LinkedHashMap<>(topics);
    more.put(topic, filter);
    return new ConsumerOptions(
        group,
        more,
        start,
        maxConcurrent,
        readAhead,
        maxRetries,
        rebalance,
        broadcasting,
        orderlyPause,
        offsetFolder);
  }

  /** The same beginning elsewhere. */
  public ConsumerOptions startingAt(Start other) {
    return new ConsumerOptions(
        group,
        topics,
        other,
        maxConcurrent,
        readAhead,
        maxRetries,
        rebalance,
        broadcasting,
        orderlyPause,
        offsetFolder);
  }

  /** The same with other limits for what is under way here. */
  public ConsumerOptions withLimits(int concurrent, int ahead) {
    return new ConsumerOptions(
        group,
        topics,
        start,
        concurrent,
        ahead,
        maxRetries,
        rebalance,
        broadcasting,
        orderlyPause,
        offsetFolder);
  }

  /** The same with another number of retries. */
  public ConsumerOptions withMaxRetries(int retries) {
    if (retries < 0) {
      throw new ClientException.Invalid("maxRetries is " + retries, null, "raise it to 0 or more");
    }
    return new ConsumerOptions(
        group,
        topics,
        start,
        maxConcurrent,
        readAhead,
        retries,
        rebalance,
        broadcasting,
        orderlyPause,
        offsetFolder);
  }

  /** The same sharing queues in another way. */
  public ConsumerOptions rebalancingBy(Rebalance other) {
    return new ConsumerOptions(
        group,
        topics,
        start,
        maxConcurrent,
        readAhead,
        maxRetries,
        other,
        broadcasting,
        orderlyPause,
        offsetFolder);
  }

  /**
   * The same, but every member gets all messages. Nobody keeps how far a member has come: whenever
   * it joins it begins at {@link #start}. A message that could not be handled does not come again,
   * unless the group is {@link #orderly()}; {@link GroupConsumer#dropped} counts them. All members
   * of a group must broadcast, or none.
   */
  public ConsumerOptions asBroadcast() {
    return broadcast(null);
  }

  /**
   * {@link #asBroadcast()}, but how far this member has come is kept in a file, every second and
   * when it leaves, and it goes on from there when it joins again. The file is {@code
   * <group>/offsets.json} below the folder, as the official client writes it below {@code
   * ~/.rocketmq_offsets/<client id>}; a member may go on where an official one was. Each member
   * needs a folder of its own.
   */
  public ConsumerOptions asBroadcast(Path folder) {
    return broadcast(folder);
  }

  private ConsumerOptions broadcast(@Nullable Path folder) {
    return new ConsumerOptions(
        group,
        topics,
        start,
        maxConcurrent,
        readAhead,
        maxRetries,
        rebalance,
        true,
        orderlyPause,
        folder);
  }

  /** {@link #orderly(Duration)} with a pause of one second. */
  public ConsumerOptions orderly() {
    return orderly(ORDER_PAUSE);
  }

  /**
   * The same, but each queue in its order: one message of a queue is handled at a time, by the one
   * member that has locked the queue at its broker. A message that could not be handled is handled
   * again before the next one, endlessly or up to {@link #withMaxRetries}; then it goes to the
   * group's dead letters, or is dropped by a broadcast. All members of a group must consume in
   * order, or none; official ones have a {@code MessageListenerOrderly} for it.
   *
   * @param pause how long the queue rests before that, at least a millisecond
   */
  public ConsumerOptions orderly(Duration pause) {
    return new ConsumerOptions(
        group,
        topics,
        start,
        maxConcurrent,
        readAhead,
        maxRetries,
        rebalance,
        broadcasting,
        pause,
        offsetFolder);
  }

  /** Whether each queue is consumed in its order. */
  public boolean isOrderly() {
    return orderlyPause != null;
  }

  /** How often a message comes again at most, {@link Integer#MAX_VALUE} for endlessly. */
  public int retryLimit() {
    if (maxRetries != DEFAULT_RETRIES) {
      return maxRetries;
    }
    return isOrderly() ? Integer.MAX_VALUE : CONCURRENT_RETRIES;
  }
}

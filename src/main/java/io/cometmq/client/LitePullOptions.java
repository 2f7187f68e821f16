package io.cometmq.client;

import io.cometmq.model.TopicNames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a consumer that polls reads, and how. Immutable; start with {@link #of}.
 *
 * @param group whose offsets it reads and commits
 * @param topics what is wanted of each topic; of others, all
 * @param start where the group begins in queues that it has no offset for, the end
 * @param readAhead most messages of one queue that wait here, 256
 * @param rebalance how queues are shared among the members, {@link Rebalance#AVERAGE}
 * @param autoCommit how often what was handled is committed by itself, 5 seconds; zero for never
 */
public record LitePullOptions(
    String group,
    Map<String, Filter> topics,
    ConsumerOptions.Start start,
    int readAhead,
    Rebalance rebalance,
    Duration autoCommit) {
  /**
   * Checks what is given.
   *
   * @throws ClientException.Invalid naming what is wrong
   */
  public LitePullOptions {
    topics = Map.copyOf(topics);
    String problem = TopicNames.groupProblem(group);
    if (problem != null) {
      throw new ClientException.Invalid(problem, null, "give the consumer's group another name");
    }
    if (readAhead < 1 || autoCommit.isNegative()) {
      throw new ClientException.Invalid(
          "readAhead is " + readAhead + " and autoCommit " + autoCommit,
          null,
          "read ahead at least 1 message, and commit after zero (never) or some time");
    }
  }

  /** All messages of some topics from now on, with the defaults. */
  public static LitePullOptions of(String group, String... topics) {
    Map<String, Filter> all = new LinkedHashMap<>();
    for (String topic : topics) {
      all.put(topic, Filter.all());
    }
    return new LitePullOptions(
        group, all, ConsumerOptions.Start.END, 256, Rebalance.AVERAGE, Duration.ofSeconds(5));
  }

  /** The same with some messages of a topic. */
  public LitePullOptions with(String topic, Filter filter) {
    Map<String, Filter> more = new LinkedHashMap<>(topics);
    more.put(topic, filter);
    return new LitePullOptions(group, more, start, readAhead, rebalance, autoCommit);
  }

  /** The same beginning elsewhere. */
  public LitePullOptions startingAt(ConsumerOptions.Start other) {
    return new LitePullOptions(group, topics, other, readAhead, rebalance, autoCommit);
  }

  /** The same reading ahead further or less far. */
  public LitePullOptions withReadAhead(int messages) {
    return new LitePullOptions(group, topics, start, messages, rebalance, autoCommit);
  }

  /** The same sharing queues in another way. */
  public LitePullOptions rebalancingBy(Rebalance other) {
    return new LitePullOptions(group, topics, start, readAhead, other, autoCommit);
  }

  /**
   * The same committing at other intervals.
   *
   * @param interval zero for never: then only {@link LitePullConsumer#commit} does
   */
  public LitePullOptions withAutoCommit(Duration interval) {
    return new LitePullOptions(group, topics, start, readAhead, rebalance, interval);
  }
}

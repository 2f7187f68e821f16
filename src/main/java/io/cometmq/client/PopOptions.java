package io.cometmq.client;

import io.cometmq.model.TopicNames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a consumer pops, and how. Immutable; start with {@link #of}.
 *
 * @param group the group
 * @param topics what is wanted of each topic
 * @param start where the group begins in queues that it has no offset for; brokers begin {@code
 *     END} with the last message that is there
 * @param invisible for how long nobody else gets a message that was popped, 60 seconds; at least 1
 *     second
 * @param maxConcurrent most messages that a {@link MessageHandler} is given at once, 64
 * @param readAhead most messages that wait here, 64; each further broker may add one
 * @param maxRetries how often a message that was not acknowledged comes again, 16; then it goes to
 *     the group's dead letters
 * @param retryDelays after how long a message comes again that a {@link MessageHandler} failed at,
 *     by the number of deliveries before; the last one counts for all further. 10 and 30 seconds,
 *     then minutes, as the official client has them
 */
public record PopOptions(
    String group,
    Map<String, Filter> topics,
    ConsumerOptions.Start start,
    Duration invisible,
    int maxConcurrent,
    int readAhead,
    int maxRetries,
    List<Duration> retryDelays) {
  private static final List<Duration> RETRY_DELAYS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(4),
          Duration.ofMinutes(5),
          Duration.ofMinutes(6),
          Duration.ofMinutes(7),
          Duration.ofMinutes(8),
          Duration.ofMinutes(9),
          Duration.ofMinutes(10),
          Duration.ofMinutes(20),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2));

  /**
   * Checks what is given.
   *
   * @throws ClientException.Invalid naming what is wrong
   */
  public PopOptions {
    topics = Map.copyOf(topics);
    retryDelays = List.copyOf(retryDelays);
    String problem = TopicNames.groupProblem(group);
    if (problem != null) {
      throw new ClientException.Invalid(problem, null, "give the consumer's group another name");
    }
    if (topics.isEmpty()) {
      throw new ClientException.Invalid("no topic is given", null, "name at least one");
    }
    if (invisible.toMillis() < 1_000) {
      throw new ClientException.Invalid("invisible is " + invisible, null, "give at least 1 s");
    }
    if (maxConcurrent < 1 || readAhead < 1 || maxRetries < 0) {
      throw new ClientException.Invalid(
          "maxConcurrent or readAhead is below 1, or maxRetries below 0", null, "raise it");
    }
    if (retryDelays.isEmpty() || retryDelays.stream().anyMatch(each -> each.toMillis() < 1)) {
      throw new ClientException.Invalid(
          "retryDelays are " + retryDelays, null, "give at least one, of 1 ms or more");
    }
  }

  /** All messages of some topics from now on, with the defaults. */
  public static PopOptions of(String group, String... topics) {
    Map<String, Filter> all = new LinkedHashMap<>();
    for (String topic : topics) {
      all.put(topic, Filter.all());
    }
    return new PopOptions(
        group, all, ConsumerOptions.Start.END, Duration.ofSeconds(60), 64, 64, 16, RETRY_DELAYS);
  }

  /** The same with some messages of a topic. */
  public PopOptions with(String topic, Filter filter) {
    Map<String, Filter> more = new LinkedHashMap<>(topics);
    more.put(topic, filter);
    return new PopOptions(
        group, more, start, invisible, maxConcurrent, readAhead, maxRetries, retryDelays);
  }

  /** The same beginning elsewhere. */
  public PopOptions startingAt(ConsumerOptions.Start other) {
    return new PopOptions(
        group, topics, other, invisible, maxConcurrent, readAhead, maxRetries, retryDelays);
  }

  /** The same hiding messages from others for another time. */
  public PopOptions withInvisible(Duration time) {
    return new PopOptions(
        group, topics, start, time, maxConcurrent, readAhead, maxRetries, retryDelays);
  }

  /** The same with other limits for what is under way here. */
  public PopOptions withLimits(int concurrent, int ahead) {
    return new PopOptions(
        group, topics, start, invisible, concurrent, ahead, maxRetries, retryDelays);
  }

  /** The same with another number of retries, and other times between them. */
  public PopOptions withRetries(int retries, Duration... delays) {
    return new PopOptions(
        group, topics, start, invisible, maxConcurrent, readAhead, retries, List.of(delays));
  }

  /** After how long a message comes again that was delivered so often before. */
  public Duration retryDelay(int deliveries) {
    return retryDelays.get(Math.min(deliveries, retryDelays.size() - 1));
  }
}

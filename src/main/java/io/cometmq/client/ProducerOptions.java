package io.cometmq.client;

import io.cometmq.model.TopicNames;
import java.time.Duration;

/**
 * How a producer sends. Immutable; start with {@link #of}.
 *
 * @param group the name by which brokers know it and its like
 * @param sendTimeout for a message, all attempts together, 6 s
 * @param attempts most times that a message leaves for a broker, 3; a message that was on its way
 *     when its connection broke may be stored twice
 * @param maxInFlight most messages on their way at once, 16,384
 * @param compression how large bodies are packed; the thread that calls send does it
 * @param compressAboveBytes what a large body is, 4 KiB
 * @param maxBodyBytes longest body sent, packed, 4 MiB
 * @param newTopicQueues how many queues a topic gets that is created by its first message, 4
 */
public record ProducerOptions(
    String group,
    Duration sendTimeout,
    int attempts,
    int maxInFlight,
    Compression compression,
    int compressAboveBytes,
    int maxBodyBytes,
    int newTopicQueues) {

  /**
   * Checks what is given.
   *
   * @throws ClientException.Invalid naming what is wrong
   */
  public ProducerOptions {
    String problem = TopicNames.groupProblem(group);
    if (problem != null) {
      throw new ClientException.Invalid(problem, null, "give the producer's group another name");
    }
    if (attempts < 1 || maxInFlight < 1 || sendTimeout.toMillis() < 1 || maxBodyBytes < 1) {
      throw new ClientException.Invalid(
          "attempts, maxInFlight, sendTimeout or maxBodyBytes is below 1", null, "raise it");
    }
  }

  /** Options with the defaults for everything else. */
  public static ProducerOptions of(String group) {
    return new ProducerOptions(
        group, Duration.ofSeconds(6), 3, 16_384, Compression.NONE, 4_096, 4 << 20, 4);
  }

  /** The same with other limits for a message. */
  public ProducerOptions withAttempts(int most, Duration timeout) {
    return new ProducerOptions(
        group,
        timeout,
        most,
        maxInFlight,
        compression,
        compressAboveBytes,
        maxBodyBytes,
        newTopicQueues);
  }

  /** The same with another limit for what is on its way. */
  public ProducerOptions withMaxInFlight(int most) {
    return new ProducerOptions(
        group,
        sendTimeout,
        attempts,
        most,
        compression,
        compressAboveBytes,
        maxBodyBytes,
        newTopicQueues);
  }

  /** The same with bodies packed that are longer than this. */
  public ProducerOptions withCompression(Compression how, int aboveBytes) {
    return new ProducerOptions(
        group, sendTimeout, attempts, maxInFlight, how, aboveBytes, maxBodyBytes, newTopicQueues);
  }
}

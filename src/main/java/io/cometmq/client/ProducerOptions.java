package io.cometmq.client;

import io.cometmq.model.TopicNames;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a producer sends. Immutable; start with {@link #of}.
 *
 * @param group the name by which brokers know it and its like
 * @param sendTimeout for a message, all attempts together, 6 s
 * @param attempts most times that a message leaves for a broker, 3; a message that was on its way
 *     when its connection broke may be stored twice
 * @param maxInFlight most messages on their way at once, 16,384
 * @param compression how large bodies are packed: by the thread that calls send, or from 32 KiB on
 *     by a worker thread, while later messages of this producer wait
 * @param compressAboveBytes what a large body is, 4 KiB
 * @param maxBodyBytes longest body sent, packed, 4 MiB
 * @param batchBytes how much is gathered into one request, bodies and properties together; 0 for
 *     none
 * @param linger how long a message waits to be gathered with others
 * @param newTopicQueues how many queues a topic gets that is created by its first message, 4
 * @param checker tells brokers how transactions ended; null for a producer that sends none
 */
public record ProducerOptions(
    String group,
    Duration sendTimeout,
    int attempts,
    int maxInFlight,
    Compression compression,
    int compressAboveBytes,
    int maxBodyBytes,
    int batchBytes,
    Duration linger,
    int newTopicQueues,
    @Nullable TransactionChecker checker) {

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
        group,
        Duration.ofSeconds(6),
        3,
        16_384,
        Compression.NONE,
        4_096,
        4 << 20,
        0,
        Duration.ZERO,
        4,
        null);
  }

  /** The same with other limits for a message. */
  public ProducerOptions withAttempts(int most, Duration timeout) {
    return changed(
        draft -> {
          draft.attempts = most;
          draft.sendTimeout = timeout;
        });
  }

  /** The same with another limit for what is on its way. */
  public ProducerOptions withMaxInFlight(int most) {
    return changed(draft -> draft.maxInFlight = most);
  }

  /** The same with bodies packed that are longer than this. */
  public ProducerOptions withCompression(Compression how, int aboveBytes) {
    return changed(
        draft -> {
          draft.compression = how;
          draft.compressAboveBytes = aboveBytes;
        });
  }

  /**
   * The same with messages gathered into requests. Messages to a chosen queue stay in order, and
   * one batch at a time is on its way to it. Delayed, packed and very large messages go by
   * themselves.
   *
   * @param bytes most that a request holds, at most {@link #maxBodyBytes}
   * @param wait how long a message waits for others, at least a millisecond
   */
  public ProducerOptions withBatching(int bytes, Duration wait) {
    if (bytes < 1 || bytes > maxBodyBytes || wait.toMillis() < 1) {
      throw new ClientException.Invalid(
          "batches of " + bytes + " bytes after " + wait,
          null,
          "gather 1 to " + maxBodyBytes + " bytes, for at least a millisecond");
    }
    return changed(
        draft -> {
          draft.batchBytes = bytes;
          draft.linger = wait;
        });
  }

  /** The same for a producer of transactions, whose group is asked how they ended. */
  public ProducerOptions withTransactions(TransactionChecker knows) {
    return changed(draft -> draft.checker = knows);
  }

  private ProducerOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** Options while one of them changes. */
  private static final class Draft {
    private final ProducerOptions before;
    private Duration sendTimeout;
    private int attempts;
    private int maxInFlight;
    private Compression compression;
    private int compressAboveBytes;
    private int batchBytes;
    private Duration linger;
    private @Nullable TransactionChecker checker;

    Draft(ProducerOptions before) {
      this.before = before;
      this.sendTimeout = before.sendTimeout;
      this.attempts = before.attempts;
      this.maxInFlight = before.maxInFlight;
      this.compression = before.compression;
      this.compressAboveBytes = before.compressAboveBytes;
      this.batchBytes = before.batchBytes;
      this.linger = before.linger;
      this.checker = before.checker;
    }

    ProducerOptions options() {
      return new ProducerOptions(
          before.group,
          sendTimeout,
          attempts,
          maxInFlight,
          compression,
          compressAboveBytes,
          before.maxBodyBytes,
          batchBytes,
          linger,
          before.newTopicQueues,
          checker);
    }
  }
}

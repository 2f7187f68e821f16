package io.cometmq.broker.pop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a pop ended.
 *
 * @param popTimeMs part of the handles, in milliseconds since the epoch
 * @param reviveQueue part of the handles
 * @param rest messages that the group has not been given yet
 * @param failure why it failed; null when it did not
 */
public record PopAnswer(
    Status status,
    long popTimeMs,
    int reviveQueue,
    long rest,
    List<PopBatch> batches,
    @Nullable Throwable failure) {

  /** How it ended. */
  public enum Status {
    /** There are messages. */
    FOUND,
    /** There was none until the time was over. */
    NOTHING,
    /** Too many requests wait already. */
    TOO_MANY_WAIT,
    /** The messages could not be noted down as handed out, or not be read. */
    FAILED
  }

  static PopAnswer empty(Status status, long popTimeMs, int reviveQueue, long rest) {
    return new PopAnswer(status, popTimeMs, reviveQueue, rest, List.of(), null);
  }

  /** One that failed. */
  public static PopAnswer failed(Throwable cause) {
    return new PopAnswer(Status.FAILED, 0, 0, 0, List.of(), cause);
  }
}

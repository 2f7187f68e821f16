package io.cometmq.client;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * A message that nobody else of the group gets for a while. When that time is over and it was not
 * acknowledged it comes again, to any member. Safe for any thread; failures are {@link
 * ClientException}s, after which the message may come again.
 */
public interface PoppedMessage {
  /** The message. */
  ReceivedMessage message();

  /** It is handled, and does not come again. Acknowledgements of one moment travel together. */
  Future<Void> ack();

  /**
   * It is to come again after a while; after the group's number of retries it goes to the dead
   * letters instead.
   *
   * @param delay at least 1 ms; brokers are exact to a second or two
   */
  Future<Void> retryAfter(Duration delay);

  /**
   * Nobody else gets it for so long from now on.
   *
   * @param time at least 1 ms
   */
  Future<Void> renew(Duration time);
}

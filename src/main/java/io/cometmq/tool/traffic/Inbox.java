package io.cometmq.tool.traffic;

import io.cometmq.client.ReceivedMessage;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from event loops to the main thread, which writes them. What brings them
 * bounds it: no source has more messages out than it has leave for. Safe for any thread.
 */
final class Inbox {
  /** What arrives. */
  sealed interface Arrival {}

  /**
   * A message.
   *
   * @param done has its source bring another one; takes whether this one was written
   */
  record Delivered(ReceivedMessage message, Consumer<Boolean> done) implements Arrival {}

  /**
   * Nothing more is to be written.
   *
   * @param failure why, null when all is well
   */
  record Ended(@Nullable Throwable failure) implements Arrival {}

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

  void put(ReceivedMessage message, Consumer<Boolean> done) {
    arrivals.add(new Delivered(message, done));
  }

  void end(@Nullable Throwable failure) {
    arrivals.add(new Ended(failure));
  }

  /** The next one; null when there is none in time. */
  @Nullable Arrival poll(long millis) throws InterruptedException {
    return arrivals.poll(millis, TimeUnit.MILLISECONDS);
  }

  boolean isEmpty() {
    return arrivals.isEmpty();
  }
}

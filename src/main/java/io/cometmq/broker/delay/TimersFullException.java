package io.cometmq.broker.delay;

/**
 * So many messages wait for times of their own that no more are taken; the text says what to do.
 */
public final class TimersFullException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  TimersFullException(long waiting, long limit) {
    super(
        "timer message is under flow control, "
            + waiting
            + " messages wait for times of their own, and "
            + limit
            + " may; send it later, or give it a delay level, or raise delay.max-timers and the"
            + " heap (16 to 24 bytes for each)");
  }
}

package io.cometmq.web.protocol;

/** Where a subscription begins. */
public sealed interface StartAt {
  /** After the last message that is there. */
  record Latest() implements StartAt {}

  /** With the oldest message that is there. */
  record Earliest() implements StartAt {}

  /**
   * With the first message that was stored then or later.
   *
   * @param epochMs milliseconds since the epoch
   */
  record Time(long epochMs) implements StartAt {}

  /** Where a cursor says. */
  record At(String cursor) implements StartAt {}
}

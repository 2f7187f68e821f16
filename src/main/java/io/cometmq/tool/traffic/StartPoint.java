package io.cometmq.tool.traffic;

import io.cometmq.client.PullConsumer;
import io.cometmq.model.MessageQueue;
import io.cometmq.util.DurationText;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.TypeConversionException;

/** Where reading begins in a queue. Immutable. */
sealed interface StartPoint {
  /** The first message that is still there. */
  record Earliest() implements StartPoint {}

  /** What comes from now on. */
  record Latest() implements StartPoint {}

  /** The first message stored at a time or later. */
  record At(Instant time) implements StartPoint {}

  /** A number in the queue; below zero so many before the end. */
  record Offset(long number) implements StartPoint {}

  /**
   * Reads one.
   *
   * @param text {@code earliest}, {@code latest}, a number, a time such as {@code
   *     2026-11-28T18:00:00Z}, or a span of time such as {@code 10m}, which is so long ago
   * @throws TypeConversionException when it is none of these
   */
  static StartPoint of(String text, Instant now) {
    if (text.equalsIgnoreCase("earliest")) {
      return new Earliest();
    }
    if (text.equalsIgnoreCase("latest")) {
      return new Latest();
    }
    try {
      if (text.matches("[+-]?\\d+")) {
        return new Offset(Long.parseLong(text));
      }
      return new At(
          text.matches("\\d+\\s*[A-Za-z]+")
              ? now.minusMillis(DurationText.parseMs(text))
              : Instant.parse(text));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no place to begin; say earliest, latest, an offset (-10 for the last ten), a"
              + " time such as 2026-11-28T18:00:00Z, or how long ago, such as 10m");
    }
  }

  /** The offset in a queue, as its broker has it now. */
  default Future<Long> in(MessageQueue queue, PullConsumer reader) {
    if (this instanceof Earliest) {
      return reader.firstOffset(queue);
    }
    if (this instanceof At at) {
      return reader.offsetAt(queue, at.time());
    }
    if (this instanceof Offset offset) {
      return offset.number() >= 0
          ? Future.succeededFuture(offset.number())
          : reader.endOffset(queue).map(end -> Math.max(0, end + offset.number()));
    }
    return reader.endOffset(queue);
  }
}

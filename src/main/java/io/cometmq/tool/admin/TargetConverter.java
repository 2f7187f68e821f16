package io.cometmq.tool.admin;

import io.cometmq.client.OffsetTarget;
import io.cometmq.util.DurationText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a group is sent to. Stateless. */
final class TargetConverter implements ITypeConverter<OffsetTarget> {
  @Override
  public OffsetTarget convert(String text) {
    if (text.equalsIgnoreCase("earliest")) {
      return OffsetTarget.earliest();
    }
    if (text.equalsIgnoreCase("latest")) {
      return OffsetTarget.latest();
    }
    try {
      return text.matches("\\d+")
          ? OffsetTarget.offset(Long.parseLong(text))
          : OffsetTarget.at(time(text));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no place in a queue; say earliest, latest, an offset, a time such as"
              + " 2026-11-28T18:00:00Z, or how long ago, such as 10m");
    }
  }

  /**
   * A time such as {@code 2026-11-28T18:00:00Z}, or how long ago, such as {@code 10m}.
   *
   * @throws IllegalArgumentException when it is neither, or {@link DateTimeParseException}
   */
  static Instant time(String text) {
    return text.matches("\\d+\\s*[A-Za-z]+")
        ? Instant.now().minusMillis(DurationText.parseMs(text))
        : Instant.parse(text);
  }
}

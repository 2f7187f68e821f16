package io.cometmq.tool.cli;

import io.cometmq.util.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads spans of time as our settings have them. Stateless. */
final class TimeConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return Duration.ofMillis(DurationText.parseMs(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is no time; say 500ms, 10s, 5m or 2h");
    }
  }
}

package io.cometmq.tool.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times. Stateless. */
final class InstantConverter implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return TargetConverter.time(text);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no time; say one such as 2026-11-28T18:00:00Z, or how long ago, such as 10m");
    }
  }
}

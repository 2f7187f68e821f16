package io.cometmq.tool.cli;

import io.cometmq.util.ByteSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of bytes as our settings have them. Stateless. */
public final class SizeConverter implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    try {
      return Math.toIntExact(ByteSize.parse(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is no size; say 100, 1KiB or 4MiB");
    }
  }
}

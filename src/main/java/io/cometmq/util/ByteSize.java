package io.cometmq.util;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes sizes as people write them: {@code 4096}, {@code 64MiB}. Stateless. */
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private ByteSize() {}

  /**
   * The number of bytes in {@code text}. Units are powers of 1024, with or without the {@code iB};
   * a bare number is bytes.
   *
   * @throws IllegalArgumentException when the text is not a size or does not fit a long
   */
  public static long parse(String text) {
    Matcher form = FORM.matcher(text.strip().replace("_", ""));
    if (!form.matches()) {
      throw new IllegalArgumentException("not a size: " + text);
    }
    int power = power(form.group(2).toLowerCase(Locale.ROOT), text);
    return Math.multiplyExact(Long.parseLong(form.group(1)), 1L << (10 * power));
  }

  /** The shortest exact form, such as {@code 1GiB} or {@code 1536}. */
  public static String format(long bytes) {
    int power = 0;
    long value = bytes;
    while (value != 0 && value % 1024 == 0 && power < UNITS.length - 1) {
      value /= 1024;
      power++;
    }
    return power == 0 ? Long.toString(value) : value + UNITS[power];
  }

  private static int power(String unit, String text) {
    return switch (unit) {
      case "", "b" -> 0;
      case "k", "kb", "kib" -> 1;
      case "m", "mb", "mib" -> 2;
      case "g", "gb", "gib" -> 3;
      case "t", "tb", "tib" -> 4;
      default -> throw new IllegalArgumentException("not a unit of size: " + text);
    };
  }
}

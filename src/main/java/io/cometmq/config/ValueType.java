package io.cometmq.config;

import io.cometmq.util.ByteSize;
import io.cometmq.util.DurationText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may stand for a key. Immutable.
 *
 * @param unit empty for values without one
 * @param allowed the values that are accepted, for error texts and the reference
 * @param parser throws IllegalArgumentException or ArithmeticException for anything else
 */
record ValueType<T>(String unit, String allowed, Function<String, T> parser) {

  /** Whether {@code text} may stand for the key. */
  boolean accepts(String text) {
    try {
      return parser.apply(text) != null;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  static ValueType<Integer> integer(int min, int max) {
    return new ValueType<>(
        "",
        "a whole number from " + min + " to " + max,
        text -> (int) inRange(Long.parseLong(text.replace("_", "")), min, max));
  }

  static ValueType<Integer> port() {
    return new ValueType<>(
        "",
        "a port from 0 to 65535 (0 picks a free one)",
        text -> (int) inRange(Long.parseLong(text), 0, 65535));
  }

  static ValueType<Integer> percent(int min, int max) {
    return new ValueType<>(
        "percent",
        "a percentage from " + min + " to " + max,
        text -> {
          String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
          return (int) inRange(Long.parseLong(digits.strip()), min, max);
        });
  }

  /** A size whose bytes fit an int, as everything that becomes one buffer or one mapping must. */
  static ValueType<Integer> size(String min, String max) {
    int maxBytes = Math.toIntExact(ByteSize.parse(max));
    return new ValueType<>(
        "bytes, KiB, MiB or GiB",
        "a size from " + min + " to " + max + ", such as 65536, 64KiB or 1GiB",
        text -> (int) inRange(ByteSize.parse(text), ByteSize.parse(min), maxBytes));
  }

  /** A size of something that is larger than memory, from nothing on. */
  static ValueType<Long> largeSize(String max) {
    return new ValueType<>(
        "bytes, KiB, MiB, GiB or TiB",
        "a size up to " + max + ", such as 0, 64GiB or 2TiB",
        text -> inRange(ByteSize.parse(text), 0, ByteSize.parse(max)));
  }

  static ValueType<Long> duration(String min, String max) {
    return new ValueType<>(
        "ms, s, m, h or d",
        "a duration from " + min + " to " + max + ", such as 500ms, 10s or 72h",
        text ->
            inRange(
                DurationText.parseMs(text), DurationText.parseMs(min), DurationText.parseMs(max)));
  }

  static ValueType<Boolean> bool() {
    return new ValueType<>(
        "",
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> kind) {
    String names =
        Arrays.stream(kind.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return new ValueType<>(
        "",
        "one of " + names,
        text -> Enum.valueOf(kind, requireLower(text).toUpperCase(Locale.ROOT)));
  }

  static ValueType<String> text(String allowed, String pattern) {
    Pattern form = Pattern.compile(pattern);
    return new ValueType<>(
        "",
        allowed,
        text -> {
          if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  static ValueType<Path> path() {
    return new ValueType<>(
        "",
        "a path; a relative one starts at the working directory",
        text -> {
          if (text.isBlank() || text.startsWith("[")) {
            throw new IllegalArgumentException("blank, or a YAML list");
          }
          return Path.of(text);
        });
  }

  /** A list, in brackets or bare, parted by commas or by the semicolons RocketMQ uses. */
  static <E> ValueType<List<E>> listOf(
      ValueType<E> element, String allowed, int minSize, int maxSize) {
    return new ValueType<>(
        element.unit(),
        allowed,
        text -> {
          List<E> items = new ArrayList<>();
          for (String item : withoutBrackets(text.strip()).split("[,;]", -1)) {
            if (!item.isBlank()) {
              items.add(element.parser().apply(item.strip()));
            }
          }
          inRange(items.size(), minSize, maxSize);
          return List.copyOf(items);
        });
  }

  /** Takes the brackets of the list off, but not those of {@code [::1]:9876, [::2]}. */
  private static String withoutBrackets(String text) {
    if (!text.startsWith("[") || !text.endsWith("]")) {
      return text;
    }
    String inner = text.substring(1, text.length() - 1);
    int close = inner.indexOf(']');
    return close >= 0 && close < inner.indexOf('[') ? text : inner;
  }

  private static String requireLower(String text) {
    if (!text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static long inRange(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " is not within " + min + " and " + max);
    }
    return value;
  }
}

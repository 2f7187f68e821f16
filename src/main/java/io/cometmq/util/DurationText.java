package io.cometmq.util;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes spans of time as people write them: {@code 500ms}, {@code 72h}. Stateless. */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]+)");
  private static final String[] UNITS = {"d", "h", "m", "s"};
  private static final long[] UNIT_MS = {86_400_000, 3_600_000, 60_000, 1000};

  private DurationText() {}

  /**
   * The milliseconds in {@code text}. The unit is required: a bare number would be read as seconds
   * by one person and as milliseconds by the next.
   *
   * @throws IllegalArgumentException when the text is not a duration or does not fit a long
   */
  public static long parseMs(String text) {
    Matcher form = FORM.matcher(text.strip().replace("_", ""));
    if (!form.matches()) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    long unitMs = unitMs(form.group(2).toLowerCase(Locale.ROOT), text);
    return Math.multiplyExact(Long.parseLong(form.group(1)), unitMs);
  }

  /** The shortest exact form, such as {@code 3d} or {@code 1500ms}. */
  public static String format(long ms) {
    for (int i = 0; i < UNITS.length; i++) {
      if (ms != 0 && ms % UNIT_MS[i] == 0) {
        return ms / UNIT_MS[i] + UNITS[i];
      }
    }
    return ms + "ms";
  }

  private static long unitMs(String unit, String text) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m", "min" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> throw new IllegalArgumentException("not a unit of time: " + text);
    };
  }
}

package io.cometmq.filter;

/**
 * Compares numbers written in a property with a number, without making a string of them. Stateless.
 */
final class NumberText {
  /** So many digits fit a long, and these and a power of ten make an exactly rounded double. */
  private static final int SHORT_INTEGER = 18;

  private static final int SHORT_DECIMAL = 15;

  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private NumberText() {}

  /** Negative, 0 or positive as the property is less, equal or greater; or FAILED. */
  static int compare(PropertyView value, Number number) {
    if (number instanceof Integer) {
      return compareInteger(value, number.intValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return number instanceof Long
        ? compareInteger(value, number.longValue(), Long.MIN_VALUE, Long.MAX_VALUE)
        : compareDouble(value, number.doubleValue());
  }

  private static int compareInteger(PropertyView value, long number, long min, long max) {
    int length = value.length();
    boolean negative = value.at(0) == '-';
    int start = negative || value.at(0) == '+' ? 1 : 0;
    if (length - start > SHORT_INTEGER) {
      return compareLongInteger(value, number, min, max);
    }
    if (start == length) {
      return Values.FAILED;
    }
    long parsed = 0;
    for (int i = start; i < length; i++) {
      int digit = value.at(i) - '0';
      if (digit < 0 || digit > 9) {
        // not a number, or one in another script's digits
        return value.at(i) < 0 ? compareLongInteger(value, number, min, max) : Values.FAILED;
      }
      parsed = 10 * parsed + digit;
    }
    parsed = negative ? -parsed : parsed;
    return parsed < min || parsed > max ? Values.FAILED : Long.compare(parsed, number);
  }

  private static int compareLongInteger(PropertyView value, long number, long min, long max) {
    try {
      long parsed = Long.parseLong(value.text());
      return parsed < min || parsed > max ? Values.FAILED : Long.compare(parsed, number);
    } catch (NumberFormatException e) {
      return Values.FAILED;
    }
  }

  private static int compareDouble(PropertyView value, double number) {
    int length = value.length();
    boolean negative = value.at(0) == '-';
    long digits = 0;
    int count = 0;
    int point = -1;
    for (int i = negative ? 1 : 0; i < length; i++) {
      int digit = value.at(i) - '0';
      if (digit >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
        count++;
      } else if (value.at(i) == '.' && point < 0) {
        point = i;
      } else {
        return compareAnyDouble(value, number);
      }
      if (count > SHORT_DECIMAL) {
        return compareAnyDouble(value, number);
      }
    }
    if (count == 0) {
      return Values.FAILED;
    }
    // both are exact, so their quotient is rounded once, as if parsed
    double parsed = point < 0 ? digits : digits / POWERS_OF_TEN[length - point - 1];
    return Double.compare(negative ? -parsed : parsed, number);
  }

  private static int compareAnyDouble(PropertyView value, double number) {
    try {
      return Double.compare(Double.parseDouble(value.text()), number);
    } catch (NumberFormatException e) {
      return Values.FAILED;
    }
  }
}

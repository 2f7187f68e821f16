package io.cometmq.filter;

/**
 * Compares values as RocketMQ does: the left one's type decides how the right one is read, unless
 * the left one is a text. Stateless.
 */
final class Values {
  /** Not an order: a text is not the number it is compared with. */
  static final int FAILED = Integer.MIN_VALUE;

  private Values() {}

  /** -1, 0, 1 or {@link #FAILED}; values are texts, truth values, ints, longs and doubles. */
  static int compare(Object left, Object right) {
    if (left instanceof Boolean truth) {
      if (right instanceof String) {
        return FAILED;
      }
      return right instanceof Boolean other ? Boolean.compare(truth, other) : -1;
    }
    if (left instanceof String text) {
      return right instanceof String other
          ? Integer.signum(text.compareTo(other))
          : compareText(text, right);
    }
    if (right instanceof String text) {
      int order = compareText(text, left);
      return order == FAILED ? FAILED : -order;
    }
    return right instanceof Boolean ? -1 : compareNumbers((Number) left, (Number) right);
  }

  /** Two texts by the numbers they stand for; or {@link #FAILED}. */
  static int compareAsNumbers(String left, String right) {
    try {
      return Double.compare(Double.parseDouble(left), Double.parseDouble(right));
    } catch (NumberFormatException e) {
      return FAILED;
    }
  }

  private static int compareText(String text, Object other) {
    try {
      if (other instanceof Integer number) {
        return Integer.compare(Integer.parseInt(text), number);
      }
      if (other instanceof Long number) {
        return Long.compare(Long.parseLong(text), number);
      }
      if (other instanceof Double number) {
        return Double.compare(Double.parseDouble(text), number);
      }
      return Boolean.compare(Boolean.parseBoolean(text), (Boolean) other);
    } catch (NumberFormatException e) {
      return FAILED;
    }
  }

  private static int compareNumbers(Number left, Number right) {
    return left instanceof Double || right instanceof Double
        ? Double.compare(left.doubleValue(), right.doubleValue())
        : Long.compare(left.longValue(), right.longValue());
  }
}

package io.cometmq.client;

import java.util.List;

/**
 * Which messages of a topic a consumer wants. Immutable.
 *
 * @param kind how the expression is read
 * @param expression tags joined by {@code ||}, {@code *} for all, or a condition
 */
public record Filter(Kind kind, String expression) {
  /** Kinds of expressions. */
  public enum Kind {
    /** Tags. */
    TAG,
    /** An SQL92 condition on properties; Apache's broker must be set to allow it. */
    SQL92
  }

  private static final Filter ALL = new Filter(Kind.TAG, "*");

  /** Everything. */
  public static Filter all() {
    return ALL;
  }

  /** Messages with one of these tags. */
  public static Filter tags(String... tags) {
    return new Filter(Kind.TAG, String.join("||", List.of(tags)));
  }

  /**
   * Messages whose properties fulfil a condition, such as {@code price > 10 AND colour = 'red'}.
   */
  public static Filter sql(String condition) {
    return new Filter(Kind.SQL92, condition);
  }
}

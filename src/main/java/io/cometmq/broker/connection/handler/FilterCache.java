package io.cometmq.broker.connection.handler;

import io.cometmq.filter.MessageFilter;
import io.cometmq.net.RefusedException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expressions that come with pulls and pops, parsed: clients ask with the same few over and over.
 * Owned by one event loop.
 */
final class FilterCache {
  private static final int EXPRESSIONS = 1024;

  private final Map<Expression, MessageFilter> expressions = new HashMap<>();

  private record Expression(@Nullable String type, @Nullable String text) {}

  /**
   * What an expression wants.
   *
   * @throws RefusedException when it is wrong
   */
  MessageFilter of(@Nullable String text, @Nullable String type) {
    Expression expression = new Expression(type, text);
    MessageFilter known = expressions.get(expression);
    if (known == null) {
      known = Subscriptions.filterOf(type, text);
      if (expressions.size() >= EXPRESSIONS) {
        expressions.clear();
      }
      expressions.put(expression, known);
    }
    return known;
  }
}

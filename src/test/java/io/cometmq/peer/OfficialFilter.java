package io.cometmq.peer;

import io.cometmq.peer.api.PeerFilter;
import java.util.Map;
import org.apache.rocketmq.filter.FilterFactory;
import org.apache.rocketmq.filter.expression.EvaluationContext;
import org.apache.rocketmq.filter.expression.Expression;
import org.jspecify.annotations.Nullable;

/** Drives {@code SelectorParser} and what it makes. */
public final class OfficialFilter implements PeerFilter {
  /** Called by {@code PeerLoader}. */
  public OfficialFilter() {}

  @Override
  public Compiled compile(String expression) {
    Expression compiled =
        OfficialCalls.call(() -> FilterFactory.INSTANCE.get("SQL92").compile(expression));
    return properties -> matches(compiled, new Properties(properties));
  }

  /** Like the broker's: whatever is thrown means that the message is not delivered. */
  private static boolean matches(Expression expression, Properties properties) {
    try {
      return Boolean.TRUE.equals(expression.evaluate(properties));
    } catch (Exception e) {
      return false;
    }
  }

  private record Properties(Map<String, String> all) implements EvaluationContext {
    @Override
    public @Nullable Object get(String name) {
      return all.get(name);
    }

    @Override
    public Map<String, Object> keyValues() {
      return Map.copyOf(all);
    }
  }
}

package io.cometmq.filter;

import io.cometmq.model.PropertyNames;
import io.cometmq.model.SubscriptionData;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription wants, in two stages: first the hash of the tag, which the consume queue has,
 * then the properties of the stored record. Immutable; any thread.
 */
public final class MessageFilter {
  /** Wants everything. */
  public static final MessageFilter ALL = new MessageFilter(new int[0], null);

  private final int[] codes;
  private final @Nullable Condition condition;
  private final int comparisons;

  private MessageFilter(int[] codes, @Nullable Condition condition) {
    this.codes = codes;
    this.condition = condition;
    this.comparisons = condition == null ? 0 : condition.comparisons();
  }

  /**
   * The filter of a subscription.
   *
   * @throws FilterException when its expression is wrong
   */
  public static MessageFilter of(SubscriptionData subscription) {
    return switch (subscription.expressionType()) {
      case SubscriptionData.TAG -> ofTags(subscription);
      case SubscriptionData.SQL92 -> ofSql(subscription.subString());
      default ->
          throw new FilterException(
              0,
              "expression type "
                  + subscription.expressionType()
                  + " is unknown; allowed are TAG and SQL92");
    };
  }

  /**
   * The filter of an SQL92 expression on properties.
   *
   * @throws FilterException when it is wrong
   */
  public static MessageFilter ofSql(String expression) {
    return new MessageFilter(new int[0], SqlParser.parse(expression));
  }

  /** Where hashes collide the tag itself decides, if the subscription has all tags at hand. */
  private static MessageFilter ofTags(SubscriptionData subscription) {
    Set<Integer> codes = subscription.codeSet();
    if (codes.isEmpty()) {
      return ALL;
    }
    Set<Integer> hashes =
        subscription.tagsSet().stream().map(String::hashCode).collect(Collectors.toSet());
    Condition exact =
        hashes.equals(codes)
            ? new Condition.OneOf(
                new Operand.Property(PropertyNames.TAGS), new TextSet(subscription.tagsSet()))
            : null;
    return new MessageFilter(codes.stream().mapToInt(Integer::intValue).toArray(), exact);
  }

  /** Whether a message with this hash of its tag may be wanted; the hash alone can't tell more. */
  public boolean mayWant(long tagsCode) {
    if (codes.length == 0) {
      return true;
    }
    for (int code : codes) {
      if (code == (int) tagsCode) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@link #wants} must be asked too. */
  public boolean looksAtProperties() {
    return condition != null;
  }

  /** How many comparisons {@link #wants} makes at most: what one message may cost. */
  public int comparisons() {
    return comparisons;
  }

  /** Whether a message with these properties, and a hash that may be wanted, is wanted. */
  public boolean wants(PropertyView properties) {
    return condition == null || condition.test(properties) == Verdict.YES;
  }
}

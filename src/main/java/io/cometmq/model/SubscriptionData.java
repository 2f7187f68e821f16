package io.cometmq.model;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a group wants of a topic. Immutable.
 *
 * @param subString the expression as given
 * @param tagsSet the tags of a tag expression; empty for all
 * @param codeSet their hashes
 * @param subVersion grows with each change by the client
 * @param expressionType {@link #TAG} or {@link #SQL92}
 */
public record SubscriptionData(
    String topic,
    String subString,
    Set<String> tagsSet,
    Set<Integer> codeSet,
    long subVersion,
    String expressionType,
    boolean classFilterMode) {
  /** Expression type of tags joined by {@code ||}. */
  public static final String TAG = "TAG";

  /** Expression type of SQL92 conditions on properties. */
  public static final String SQL92 = "SQL92";

  /** The expression for everything. */
  public static final String ALL = "*";

  /** Copies the sets. */
  public SubscriptionData {
    tagsSet = Set.copyOf(tagsSet);
    codeSet = Set.copyOf(codeSet);
  }

  /** Reads a tag expression: tags separated by {@code ||}; null, empty or {@code *} mean all. */
  public static SubscriptionData parse(String topic, @Nullable String expression) {
    String text = expression == null || expression.isBlank() ? ALL : expression.strip();
    Set<String> tags = new LinkedHashSet<>();
    Set<Integer> codes = new LinkedHashSet<>();
    if (!text.equals(ALL)) {
      for (String part : Splitter.on("||", text)) {
        String tag = part.strip();
        if (!tag.isEmpty()) {
          tags.add(tag);
          codes.add(tag.hashCode());
        }
      }
    }
    return new SubscriptionData(topic, text, tags, codes, 0, TAG, false);
  }

  /**
   * Reads an expression of any type.
   *
   * @param type {@link #TAG} if null or empty
   */
  public static SubscriptionData parse(
      String topic, @Nullable String type, @Nullable String expression) {
    if (type == null || type.isEmpty() || type.equals(TAG)) {
      return parse(topic, expression);
    }
    return new SubscriptionData(
        topic, expression == null ? "" : expression, Set.of(), Set.of(), 0, type, false);
  }
}

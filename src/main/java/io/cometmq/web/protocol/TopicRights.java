package io.cometmq.web.protocol;

import io.cometmq.model.Splitter;
import io.cometmq.model.TopicNames;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which topics pages may read and write: a list of patterns. Immutable. */
public final class TopicRights {
  /**
   * One line of the list.
   *
   * @param pattern a topic's name, in which {@code *} stands for anything
   */
  public record Rule(String pattern, boolean publish, boolean subscribe) {}

  private record Compiled(Rule rule, Pattern pattern) {}

  private final List<Compiled> rules;
  private final @Nullable TopicRights outer;

  /** Creates the rights that these rules give together. */
  public TopicRights(List<Rule> rules) {
    this(rules, null);
  }

  /**
   * Creates the rights of one user.
   *
   * @param outer what nobody may go beyond; null for no such limit
   */
  public TopicRights(List<Rule> rules, @Nullable TopicRights outer) {
    this.outer = outer;
    this.rules = rules.stream().map(rule -> new Compiled(rule, compile(rule.pattern()))).toList();
  }

  /** The patterns of topics that may be read. */
  public List<String> subscribePatterns() {
    return rules.stream().map(Compiled::rule).filter(Rule::subscribe).map(Rule::pattern).toList();
  }

  /** The patterns of topics that may be written. */
  public List<String> publishPatterns() {
    return rules.stream().map(Compiled::rule).filter(Rule::publish).map(Rule::pattern).toList();
  }

  /**
   * Checks that a topic may be read.
   *
   * @throws CometException when not
   */
  public void checkSubscribe(String topic) {
    check(topic, "subscribe", Rule::subscribe);
  }

  /**
   * Checks that a topic may be written.
   *
   * @throws CometException when not
   */
  public void checkPublish(String topic) {
    check(topic, "publish", Rule::publish);
  }

  private void check(String topic, String verb, Predicate<Rule> right) {
    String problem = TopicNames.topicProblem(topic);
    if (problem != null) {
      throw new CometException(ErrorCode.BAD_REQUEST, verb + ".topic: " + problem);
    }
    if (isClosed(topic)) {
      throw new CometException(
          ErrorCode.FORBIDDEN,
          verb + ".topic: " + topic + " is the broker's own and never open to browsers");
    }
    if (outer != null) {
      outer.check(topic, verb, right);
    }
    for (Compiled line : rules) {
      if (right.test(line.rule()) && line.pattern().matcher(topic).matches()) {
        return;
      }
    }
    throw new CometException(
        ErrorCode.FORBIDDEN,
        verb
            + ".topic: "
            + topic
            + (outer == null
                ? " is not open to browsers; the setting web.topics lists those that are, as in "
                    + topic
                    + ":"
                    + verb
                : " is not among the topics in the token's claim " + verb));
  }

  /** System topics, and all whose name has a prefix in percent signs. */
  private static boolean isClosed(String topic) {
    return TopicNames.isSystem(topic) || TopicNames.refusesSends(topic) || topic.startsWith("%");
  }

  static Pattern compile(String pattern) {
    return Pattern.compile(
        Splitter.on("*", pattern).stream().map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}

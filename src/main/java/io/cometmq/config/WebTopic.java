package io.cometmq.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Topics that are open to browsers. Immutable.
 *
 * @param pattern a topic's name, in which {@code *} stands for anything
 */
public record WebTopic(String pattern, boolean publish, boolean subscribe) {
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9_|*-]+)(?::(publish|subscribe|publish\\+subscribe|subscribe\\+publish))?");

  static final String ALLOWED =
      "a list of pattern[:rights], where * in a pattern stands for anything and rights are publish,"
          + " subscribe or publish+subscribe; without rights it is subscribe";

  static WebTopic parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    String rights = matcher.group(2) == null ? "subscribe" : matcher.group(2);
    return new WebTopic(matcher.group(1), rights.contains("publish"), rights.contains("subscribe"));
  }
}

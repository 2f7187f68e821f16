package io.cometmq.web.protocol;

import io.cometmq.model.TopicNames;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which groups pages may be members of: a list of patterns. Immutable. */
public final class GroupRights {
  private final List<Pattern> patterns;
  private final @Nullable GroupRights outer;

  /**
   * Creates them.
   *
   * @param patterns names, in which {@code *} stands for anything
   * @param outer what nobody may go beyond; null for no such limit
   */
  public GroupRights(List<String> patterns, @Nullable GroupRights outer) {
    this.patterns = patterns.stream().map(TopicRights::compile).toList();
    this.outer = outer;
  }

  /**
   * Checks that a page may be a member.
   *
   * @throws CometException when not
   */
  public void check(String group) {
    String problem = TopicNames.groupProblem(group);
    if (problem != null) {
      throw new CometException(ErrorCode.BAD_REQUEST, "subscribe.group: " + problem);
    }
    if (TopicNames.isSystemGroup(group)) {
      throw new CometException(
          ErrorCode.FORBIDDEN,
          "subscribe.group: " + group + " is the broker's own and never open to browsers");
    }
    if (outer != null) {
      outer.check(group);
    }
    if (patterns.stream().noneMatch(pattern -> pattern.matcher(group).matches())) {
      throw new CometException(
          ErrorCode.FORBIDDEN,
          "subscribe.group: "
              + group
              + (outer == null
                  ? " is not open to browsers; the setting web.groups lists those that are"
                  : " is not among those in the token's claim groups"));
    }
  }
}

package io.cometmq.web;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which pages may use this broker, by the origin that browsers name. Immutable. */
final class OriginRule {
  private final Set<String> allowed;

  /**
   * Creates it.
   *
   * @param allowed origins beside the broker's own, as {@code https://host:port}; {@code *} for all
   */
  OriginRule(Collection<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** Whether a request may go on; one without an origin comes from no page. */
  boolean allows(@Nullable String origin, @Nullable String host) {
    return origin == null
        || allowed.contains("*")
        || allowed.contains(origin)
        || host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
  }
}

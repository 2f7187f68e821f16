package io.cometmq.web.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What somebody may do, and for how long. Immutable.
 *
 * @param user the subject of the token; null where tokens are not asked for
 * @param rights topics that may be read and written
 * @param groups that may be joined
 * @param expiresMs when it ends, in milliseconds since the epoch; {@link Long#MAX_VALUE} for never
 */
public record Access(
    @Nullable String user, TopicRights rights, GroupRights groups, long expiresMs) {
  /** Access for whoever comes. */
  public static Access forAll(TopicRights rights, GroupRights groups) {
    return new Access(null, rights, groups, Long.MAX_VALUE);
  }

  /** Whether it is over. */
  public boolean isOver(long nowMs) {
    return nowMs >= expiresMs;
  }

  /** Whole seconds that are left, never less than 0; -1 for an access that does not end. */
  public long secondsLeft(long nowMs) {
    return expiresMs == Long.MAX_VALUE ? -1 : Math.max(0, (expiresMs - nowMs) / 1_000);
  }
}

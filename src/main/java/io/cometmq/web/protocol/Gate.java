package io.cometmq.web.protocol;

import org.jspecify.annotations.Nullable;

/** Tells what somebody may do from the token they show. Safe for any thread; never waits. */
@FunctionalInterface
public interface Gate {
  /**
   * Looks at a token.
   *
   * @param token null when there is none
   * @throws CometException with {@link ErrorCode#BAD_TOKEN} when it opens nothing; the text says
   *     why, and does not repeat the token
   */
  Access admit(@Nullable String token);
}

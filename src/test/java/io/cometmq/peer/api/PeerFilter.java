package io.cometmq.peer.api;

import java.util.Map;

/** RocketMQ's own SQL92 filter, as its broker uses it. */
public interface PeerFilter {
  /**
   * Compiles an expression.
   *
   * @throws PeerException when it is refused
   */
  Compiled compile(String expression);

  /** A compiled expression. */
  interface Compiled {
    /** Whether a message with these properties is delivered. */
    boolean matches(Map<String, String> properties);
  }
}

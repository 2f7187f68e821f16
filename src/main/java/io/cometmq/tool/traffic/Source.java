package io.cometmq.tool.traffic;

import io.vertx.core.Future;

/** Brings messages into an {@link Inbox}. */
interface Source {
  /** Begins; returns when it can bring messages. */
  void start();

  /**
   * The message that was brought last is the last one wanted; called before it is said to be done.
   * Those that can't be given back must not bring another one.
   */
  default void last() {}

  /**
   * Brings no more, but for what is on its way to the inbox.
   *
   * @return when all that was brought is done
   */
  Future<Void> stop();
}

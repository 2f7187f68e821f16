package io.cometmq.launcher;

/** Everything that runs in one process, as those see it who start it. */
public interface Server {
  /**
   * Starts all parts; returns once clients are served.
   *
   * @throws Exception when a part cannot start; its message names the cause and the cure
   */
  Ready start() throws Exception;

  /** Drains and stops whatever was started; returns when it is done. Called at most once. */
  void stop();
}

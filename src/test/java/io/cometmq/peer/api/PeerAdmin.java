package io.cometmq.peer.api;

import java.util.List;

/** The official {@code mqadmin}, run inside this process; thread-safe, one command at a time. */
public interface PeerAdmin extends AutoCloseable {
  /** Held by the version that has redirected the standard output; here, so that all share it. */
  Object CONSOLE = new Object();

  /**
   * Runs one command and returns all that it printed, also its stack trace if it failed. The name
   * server is added to the arguments. The tool ends the process on options it does not know.
   *
   * @param arguments as on the command line: {@code "updateTopic", "-c", "cluster", "-t", "topic"}
   */
  String run(String... arguments);

  /** Finds a message by either of its ids. */
  PeerMessage viewMessage(String topic, String messageId);

  /** Finds messages by key, whenever they were stored. */
  List<PeerMessage> queryByKey(String topic, String key, int max);

  /** Has the producer of a transaction that was given up asked again; false when it is refused. */
  boolean resumeCheckHalfMessage(String topic, String messageId);

  @Override
  void close();
}

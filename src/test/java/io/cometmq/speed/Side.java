package io.cometmq.speed;

import java.util.function.Consumer;

/** A client under measurement, used as an application would. Safe for any thread. */
interface Side extends AutoCloseable {
  /** A consumer in a group; closing it leaves the group. */
  interface Member extends AutoCloseable {
    @Override
    void close();
  }

  /** Sends and waits for the receipt. */
  void send(byte[] body) throws Exception;

  /** Sends; {@code done} is run when there is a receipt. */
  void sendAsync(byte[] body, Runnable done) throws Exception;

  /** Sends and wants no receipt. */
  void sendOneWay(String to, byte[] body) throws Exception;

  /**
   * Joins a new group that consumes a topic from its first message on.
   *
   * @param handler given the body of each message
   */
  Member consume(String topic, String group, Consumer<byte[]> handler) throws Exception;

  @Override
  void close();
}

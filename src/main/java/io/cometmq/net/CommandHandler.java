package io.cometmq.net;

import io.cometmq.protocol.RemotingCommand;
import io.vertx.core.Future;

/** Handles requests of one code, decoded into a command of its own: for everything that is rare. */
@FunctionalInterface
public interface CommandHandler {
  /**
   * Starts to handle a request on the event loop of its connection.
   *
   * @return the answer; a failed future is answered with a system error, a {@link RefusedException}
   *     with its own code, a {@link NoAnswerException} with nothing. For one-way requests the
   *     answer is dropped.
   */
  Future<RemotingCommand> handle(Connection connection, RemotingCommand request);
}

package io.cometmq.client;

import io.vertx.core.Future;

/** What an application does with the messages of a group. */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Handles one message. Called on the Vert.x context that made the consumer, or on the client's
   * event loop when there was none: must not block there, unless that context is one of a worker or
   * virtual thread.
   *
   * @return success acknowledges the message; a failure, like an exception, has it come again after
   *     a while, to any member of the group; in order before the next one of its queue; one of a
   *     broadcast does not, unless it is in order
   */
  Future<?> handle(ReceivedMessage message);
}

package io.cometmq.net;

import io.cometmq.protocol.codec.RemotingFrame;

/**
 * Handles frames of one request code on the event loop of their connection, without copying them:
 * for the hot codes. Everything else implements {@link CommandHandler}.
 */
@FunctionalInterface
public interface RequestHandler {
  /**
   * Handles one request. Takes over the frame and releases it; the frame's header is valid during
   * the call only.
   */
  void handle(Connection connection, RemotingFrame frame);
}

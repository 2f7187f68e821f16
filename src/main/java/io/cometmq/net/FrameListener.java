package io.cometmq.net;

import io.cometmq.protocol.codec.RemotingFrame;

/** Receives the frames of connections, on their event loop. */
interface FrameListener {
  /** Takes over the frame. */
  void onFrame(Connection connection, RemotingFrame frame);

  /** The connection is gone; called once. */
  void onClose(Connection connection);
}

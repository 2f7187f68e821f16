package io.cometmq.net;

import io.cometmq.protocol.codec.RemotingFrame;

/** Receives the requests that come in on connections, on their event loop. */
public interface FrameListener {
  /** Takes over the frame of a request. Answers find what they belong to by themselves. */
  void onFrame(Connection connection, RemotingFrame frame);

  /** The connection is gone; called once. */
  void onClose(Connection connection);
}

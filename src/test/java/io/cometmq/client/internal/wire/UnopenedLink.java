package io.cometmq.client.internal.wire;

import io.cometmq.net.Connection;
import io.cometmq.net.Connector;
import io.cometmq.net.FrameListener;
import io.cometmq.protocol.codec.RemotingFrame;
import io.vertx.core.Vertx;

/** Makes links that nobody connects, for what only asks how their servers do. */
public final class UnopenedLink {
  private static final FrameListener NOBODY =
      new FrameListener() {
        @Override
        public void onFrame(Connection connection, RemotingFrame frame) {
          throw new AssertionError("nothing was connected");
        }

        @Override
        public void onClose(Connection connection) {
          throw new AssertionError("nothing was connected");
        }
      };

  private UnopenedLink() {}

  /** One to {@code host:port}. */
  public static Link to(Vertx vertx, String address) {
    return new Link(
        new ClientLoop(vertx), new Connector(vertx, 1_000, 1 << 20), address, NOBODY, null);
  }
}

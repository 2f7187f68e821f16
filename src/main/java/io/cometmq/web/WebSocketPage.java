package io.cometmq.web;

import io.cometmq.web.feed.Batch;
import io.cometmq.web.feed.Subscription;
import io.cometmq.web.protocol.CloseCode;
import io.cometmq.web.session.PageSocket;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The page's end of a WebSocket. Owned by its event loop. */
final class WebSocketPage implements PageSocket {
  private record FrameKey(int sub, int count) {}

  /** The standard's code for a message that is too big. */
  private static final short TOO_LARGE = 1009;

  private static final byte[] START = "{\"message\":{\"sub\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "}}".getBytes(StandardCharsets.US_ASCII);

  private final ServerWebSocket socket;

  WebSocketPage(ServerWebSocket socket) {
    this.socket = socket;
  }

  @Override
  public boolean isFull() {
    return socket.isClosed() || socket.writeQueueFull();
  }

  @Override
  public void send(String json) {
    if (!socket.isClosed()) {
      socket.writeTextMessage(json);
    }
  }

  @Override
  public void close(CloseCode code) {
    if (!socket.isClosed()) {
      socket.close(code.number(), code.reason());
    }
  }

  /** What came is larger than a frame may be. */
  void closeTooLarge() {
    if (!socket.isClosed()) {
      socket.close(TOO_LARGE, "a frame is larger than web.max-frame allows");
    }
  }

  @Override
  public void lost(Subscription subscription) {
    send(
        "{\"recovered\":{\"sub\":"
            + subscription.id()
            + ",\"recovered\":false,\"reason\":\"expired\"}}");
  }

  @Override
  public void deliver(Subscription subscription, Batch batch, int count) {
    if (!socket.isClosed()) {
      byte[] text =
          batch.frame(
              new FrameKey(subscription.id(), count),
              byte[].class,
              () -> encode(subscription.id(), batch, count));
      // the bytes are shared by all sockets that get the same, which the public factories of frames
      // don't allow for text
      socket.writeFrame(
          new WebSocketFrameImpl(WebSocketFrameType.TEXT, Unpooled.wrappedBuffer(text), true));
    }
  }

  private static byte[] encode(int sub, Batch batch, int count) {
    byte[] number = (sub + ",").getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.write('\n');
      }
      out.writeBytes(START);
      out.writeBytes(number);
      out.writeBytes(batch.messages().get(i).fields());
      out.writeBytes(END);
    }
    return out.toByteArray();
  }
}

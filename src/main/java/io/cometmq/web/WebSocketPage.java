package io.cometmq.web;

import io.cometmq.web.feed.Batch;
import io.cometmq.web.feed.Subscription;
import io.cometmq.web.protocol.CloseCode;
import io.cometmq.web.protocol.RefusalCounts;
import io.cometmq.web.session.Answers;
import io.cometmq.web.session.PageSocket;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** The page's end of a WebSocket. Owned by its event loop. */
final class WebSocketPage implements PageSocket {
  private record FrameKey(int sub, int count) {}

  private static final byte[] START = "{\"message\":{\"sub\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "}}".getBytes(StandardCharsets.US_ASCII);

  private final ServerWebSocket socket;
  private final RefusalCounts counts;

  WebSocketPage(ServerWebSocket socket, RefusalCounts counts) {
    this.socket = socket;
    this.counts = counts;
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
    close(code.number(), code.reason());
  }

  /** What came is larger than a frame may be. */
  void closeTooLarge() {
    close(CloseCode.FRAME_TOO_LARGE, "a frame is larger than web.max-frame allows");
  }

  private void close(short number, String reason) {
    if (!socket.isClosed()) {
      counts.closed(number);
      socket.close(number, reason);
    }
  }

  @Override
  public void lost(Subscription subscription, String reason) {
    send(Answers.lost(subscription.id(), reason));
  }

  @Override
  public void brokers(Subscription subscription, Collection<String> missing) {
    send(Answers.brokers(subscription.id(), missing));
  }

  @Override
  public void deliver(Subscription subscription, Batch batch, int count) {
    if (!socket.isClosed()) {
      byte[] text =
          batch.frame(
              new FrameKey(subscription.id(), count),
              byte[].class,
              () -> encode(subscription.id(), batch, count));
      // all sockets that get the same share the bytes; the public factory of text frames takes a
      // String only and would encode it for each of them (eclipse-vertx/vert.x#2756)
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

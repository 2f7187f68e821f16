package io.cometmq.it;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;

/**
 * A page's socket that costs as little as can be, so that a measurement shows the broker and not
 * the load: text stays bytes, and what a line says is found by where it stands. Owned by its event
 * loop.
 */
final class LoadSocket {
  /** Takes what came. */
  interface Lines {
    /** A line of a text frame: one JSON object; valid during the call. */
    void line(LoadSocket from, ByteBuf bytes, int start, int end);
  }

  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String HELLO =
      """
      GET /ws HTTP/1.1\r
      Host: 127.0.0.1:%d\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: comet.v1\r
      \r
      """;

  private static final int TEXT = 0x81;
  private static final int MASKED = 0x80;
  private static final int LONG_LENGTH = 126;
  private static final int LONGER_LENGTH = 127;

  private final NetSocket socket;
  private final Lines lines;
  private final Promise<LoadSocket> opened = Promise.promise();
  private final ByteBuf rest = Unpooled.buffer();
  private boolean upgraded;

  private LoadSocket(NetSocket socket, Lines lines) {
    this.socket = socket;
    this.lines = lines;
  }

  /** Opens one. */
  static Future<LoadSocket> open(NetClient client, int port, Lines lines) {
    return client
        .connect(port, "127.0.0.1")
        .compose(
            socket -> {
              LoadSocket opening = new LoadSocket(socket, lines);
              socket.handler(opening::came);
              socket.write(HELLO.formatted(port));
              return opening.opened.future();
            });
  }

  /** Sends a text frame, under a mask of zeros. */
  void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuf frame = Unpooled.buffer(bytes.length + 14);
    frame.writeByte(TEXT);
    if (bytes.length < LONG_LENGTH) {
      frame.writeByte(MASKED | bytes.length);
    } else if (bytes.length < 1 << 16) {
      frame.writeByte(MASKED | LONG_LENGTH).writeShort(bytes.length);
    } else {
      frame.writeByte(MASKED | LONGER_LENGTH).writeLong(bytes.length);
    }
    frame.writeInt(0).writeBytes(bytes);
    socket.write(BufferInternal.buffer(frame));
  }

  /** Reads no more. */
  void pause() {
    socket.pause();
  }

  void resume() {
    socket.resume();
  }

  private void came(Buffer buffer) {
    ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
    if (rest.isReadable()) {
      rest.writeBytes(bytes);
      read(rest);
      rest.discardReadBytes();
    } else {
      read(bytes);
      rest.writeBytes(bytes);
    }
  }

  private void read(ByteBuf bytes) {
    if (!upgraded && !upgrade(bytes)) {
      return;
    }
    while (bytes.readableBytes() >= 2) {
      int start = bytes.readerIndex();
      int type = bytes.getUnsignedByte(start);
      int head = 2;
      long length = bytes.getUnsignedByte(start + 1);
      if (length == LONG_LENGTH) {
        head = 4;
        length = bytes.readableBytes() < head ? 0 : bytes.getUnsignedShort(start + 2);
      } else if (length == LONGER_LENGTH) {
        head = 10;
        length = bytes.readableBytes() < head ? 0 : bytes.getLong(start + 2);
      }
      if (bytes.readableBytes() < head + length) {
        return;
      }
      if (type != TEXT) {
        throw new IllegalStateException("the broker sent a frame that begins with " + type);
      }
      tell(bytes, start + head, start + head + (int) length);
      bytes.readerIndex(start + head + (int) length);
    }
  }

  private void tell(ByteBuf bytes, int start, int end) {
    int from = start;
    while (from < end) {
      int found = bytes.indexOf(from, end, (byte) '\n');
      int to = found < 0 ? end : found;
      lines.line(this, bytes, from, to);
      from = to + 1;
    }
  }

  private boolean upgrade(ByteBuf bytes) {
    String head = bytes.toString(StandardCharsets.US_ASCII);
    int end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    if (!head.startsWith("HTTP/1.1 101")) {
      opened.tryFail(head);
      return false;
    }
    upgraded = true;
    bytes.skipBytes(end + HEAD_END.length);
    opened.complete(this);
    return true;
  }
}

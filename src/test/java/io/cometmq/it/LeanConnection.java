package io.cometmq.it;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A connection for measures: requests are collected and leave together, answers are not taken
 * apart, bodies are skipped. So what it costs by itself is small beside what the broker does. For
 * one thread.
 */
final class LeanConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int TIMEOUT_MS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private ByteBuffer pending = ByteBuffer.allocate(BUFFER_BYTES);
  private byte[] header = new byte[4096];
  private String answer = "";
  private int opaque;

  LeanConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
    out = socket.getOutputStream();
  }

  /**
   * Adds a request to those that leave with the next {@link #flush}.
   *
   * @param fields the members of {@code extFields} as JSON, without the braces
   * @return its number
   */
  int add(int code, CharSequence fields, byte[] body) {
    opaque++;
    String text =
        "{\"code\":"
            + code
            + ",\"flag\":0,\"language\":\"JAVA\",\"opaque\":"
            + opaque
            + ",\"version\":479,\"extFields\":{"
            + fields
            + "}}";
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int size = 8 + bytes.length + body.length;
    if (pending.remaining() < size) {
      pending =
          ByteBuffer.allocate(Math.max(2 * pending.capacity(), pending.position() + size))
              .put(pending.flip());
    }
    pending.putInt(size - 4).putInt(bytes.length).put(bytes).put(body);
    return opaque;
  }

  void flush() throws IOException {
    out.write(pending.array(), 0, pending.position());
    pending.clear();
  }

  /** Reads the next answer, whose fields can then be asked for. */
  void read() throws IOException {
    int length = in.readInt();
    int headerLength = in.readInt() & 0xFFFFFF;
    if (header.length < headerLength) {
      header = new byte[headerLength];
    }
    in.readFully(header, 0, headerLength);
    answer = new String(header, 0, headerLength, StandardCharsets.ISO_8859_1);
    in.skipNBytes(length - 4 - headerLength);
  }

  /** A number among the header's own members or its fields. */
  long number(String name) {
    int at = after(name);
    int end = at;
    while (answer.charAt(end) == '-' || Character.isDigit(answer.charAt(end))) {
      end++;
    }
    return Long.parseLong(answer, at, end, 10);
  }

  /** A text among the fields. */
  String text(String name) {
    int at = after(name);
    return answer.substring(at, answer.indexOf('"', at));
  }

  private int after(String name) {
    int at = answer.indexOf('"' + name + "\":");
    if (at < 0) {
      throw new IllegalStateException("no " + name + " in " + answer);
    }
    at += name.length() + 3;
    return answer.charAt(at) == '"' ? at + 1 : at;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return answer;
  }
}

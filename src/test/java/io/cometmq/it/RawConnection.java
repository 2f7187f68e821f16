package io.cometmq.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A connection that says whatever a test wants, made of nothing but a socket. For one thread.
 *
 * <p>Its requests have a JSON header; {@link #binaryFrame} makes one of the other kind.
 */
final class RawConnection implements AutoCloseable {
  static final int JSON = 0;
  static final int BINARY = 1;
  static final int ONEWAY = 2;
  static final byte[] NO_BODY = {};

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TIMEOUT_MS = 10_000;
  private static final int VERSION = 479;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private int opaque;

  /**
   * What the broker said.
   *
   * @param serializeType {@link #JSON} or {@link #BINARY}
   */
  @SuppressWarnings("ArrayRecordComponent") // read by tests, never compared as a whole
  record Answer(
      int serializeType,
      int code,
      int opaque,
      int flag,
      String remark,
      Map<String, String> fields,
      byte[] body) {
    long number(String field) {
      return Long.parseLong(fields.getOrDefault(field, "absent: " + field));
    }
  }

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Sends a request and returns its answer, which must be the next frame. */
  Answer call(int code, Map<String, String> fields, byte[] body) throws IOException {
    int id = ++opaque;
    write(frame(code, id, 0, VERSION, fields, body));
    Answer answer = read();
    if (answer.opaque() != id) {
      throw new IOException("an answer to " + answer.opaque() + " where " + id + " was asked");
    }
    return answer;
  }

  Answer call(int code, Map<String, String> fields) throws IOException {
    return call(code, fields, NO_BODY);
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  Answer read() throws IOException {
    int length = in.readInt();
    int lengthAndType = in.readInt();
    byte[] header = in.readNBytes(lengthAndType & 0xFFFFFF);
    byte[] body = in.readNBytes(length - 4 - header.length);
    int type = lengthAndType >>> 24;
    return type == JSON ? json(header, body) : binary(header, body);
  }

  /** Reads on until there is a frame that is wanted; what comes before it is dropped. */
  Answer read(Predicate<Answer> wanted) throws IOException {
    Answer frame = read();
    while (!wanted.test(frame)) {
      frame = read();
    }
    return frame;
  }

  /** Whether the broker has closed or reset the connection; waits for that, or for bytes. */
  boolean isClosedByBroker() throws IOException {
    try {
      return in.read() == -1;
    } catch (SocketException e) {
      return true;
    }
  }

  /** From now on, reading waits at most this long. */
  void timeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static byte[] frame(int code, int opaque, int flag, Map<String, String> fields, byte[] body) {
    return frame(code, opaque, flag, VERSION, fields, body);
  }

  static byte[] frame(
      int code, int opaque, int flag, int version, Map<String, String> fields, byte[] body) {
    ObjectNode header = MAPPER.createObjectNode();
    header.put("code", code);
    header.put("flag", flag);
    header.put("language", "JAVA");
    header.put("opaque", opaque);
    header.put("version", version);
    ObjectNode ext = header.putObject("extFields");
    fields.forEach(ext::put);
    return frame(JSON, header.toString().getBytes(StandardCharsets.UTF_8), body);
  }

  static byte[] frame(int type, byte[] header, byte[] body) {
    return written(
        to -> {
          to.writeInt(4 + header.length + body.length);
          to.writeInt(type << 24 | header.length);
          to.write(header);
          to.write(body);
        });
  }

  static byte[] binaryFrame(int code, int opaque, int flag, Map<String, String> fields) {
    byte[] ext =
        written(
            to -> {
              for (Map.Entry<String, String> field : fields.entrySet()) {
                byte[] value = field.getValue().getBytes(StandardCharsets.UTF_8);
                to.writeUTF(field.getKey());
                to.writeInt(value.length);
                to.write(value);
              }
            });
    byte[] header =
        written(
            to -> {
              to.writeShort(code);
              to.writeByte(0);
              to.writeShort(VERSION);
              to.writeInt(opaque);
              to.writeInt(flag);
              to.writeInt(0);
              to.writeInt(ext.length);
              to.write(ext);
            });
    return frame(BINARY, header, NO_BODY);
  }

  private interface Writer {
    void write(DataOutputStream to) throws IOException;
  }

  private static byte[] written(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("memory can't fail", e);
    }
    return bytes.toByteArray();
  }

  private static Answer json(byte[] header, byte[] body) throws IOException {
    JsonNode node = MAPPER.readTree(header);
    Map<String, String> fields = new HashMap<>();
    node.path("extFields").properties().forEach(e -> fields.put(e.getKey(), e.getValue().asText()));
    return new Answer(
        JSON,
        node.path("code").asInt(),
        node.path("opaque").asInt(),
        node.path("flag").asInt(),
        node.path("remark").asText(""),
        fields,
        body);
  }

  private static Answer binary(byte[] header, byte[] body) throws IOException {
    try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(header))) {
      int code = from.readUnsignedShort();
      from.readByte();
      from.readShort();
      int opaque = from.readInt();
      int flag = from.readInt();
      String remark = text(from, from.readInt());
      int left = from.readInt();
      Map<String, String> fields = new HashMap<>();
      while (left > 0) {
        String name = text(from, from.readShort());
        String value = text(from, from.readInt());
        fields.put(name, value);
        left = from.available();
      }
      return new Answer(BINARY, code, opaque, flag, remark, fields, body);
    }
  }

  private static String text(DataInputStream from, int length) throws IOException {
    return new String(from.readNBytes(length), StandardCharsets.UTF_8);
  }
}

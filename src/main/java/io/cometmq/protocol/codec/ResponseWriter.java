package io.cometmq.protocol.codec;

import io.cometmq.model.LanguageCode;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the header of a hot response field by field, in either serialisation, without a map. Owned
 * by one event loop and used again for each response: a header is put together on the heap and
 * copied into the frame in one piece, which is cheaper than a dozen small writes into direct
 * memory.
 *
 * <p>Order of calls: {@link #begin}, any of the field methods, {@link #end}.
 */
final class ResponseWriter {
  private static final byte[] JSON_CODE = ascii("{\"code\":");
  private static final byte[] JSON_FIELDS = ascii(",\"extFields\":{");
  private static final byte[] JSON_FLAG = ascii("},\"flag\":1,\"language\":\"JAVA\",\"opaque\":");
  private static final byte[] JSON_REMARK = ascii(",\"remark\":\"");
  private static final byte[] JSON_END =
      ascii(
          ",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":"
              + RemotingCommand.PROTOCOL_VERSION
              + "}");
  private static final byte[] NO_REMARK = new byte[0];
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int LEAST_BYTES = 512;

  /** A larger array, after the answer to a batch of thousands, is not kept. */
  private static final int MOST_KEPT = 64 << 10;

  /** Up to here there is room for any text, whatever has to be escaped in it. */
  private static final int SHORT_TEXT = 512;

  /** The lengths of frame and header, before the header. */
  private static final int LENGTHS_BYTES = 8;

  private byte[] bytes = new byte[LEAST_BYTES];
  private int at;
  private SerializeType type = SerializeType.JSON;
  private int opaque;
  private byte[] remark = NO_REMARK;
  private int fieldsAt;
  private boolean first;

  /** A field's name, encoded for both serialisations. */
  static final class Name {
    private final byte[] json;
    private final byte[] binary;

    Name(String text) {
      json = ascii('"' + text + "\":\"");
      binary = ascii("\0\0" + text);
      binary[1] = (byte) text.length();
    }
  }

  /** Starts a header; the remark is ASCII without quotes or empty. */
  void begin(SerializeType serializeType, int responseOpaque, int code, byte[] text) {
    type = serializeType;
    opaque = responseOpaque;
    remark = text;
    first = true;
    at = LENGTHS_BYTES;
    if (type == SerializeType.JSON) {
      append(JSON_CODE);
      append(code);
      append(JSON_FIELDS);
    } else {
      appendShort(code);
      appendByte(LanguageCode.JAVA.wireCode());
      appendShort(RemotingCommand.PROTOCOL_VERSION);
      appendInt(opaque);
      appendInt(RemotingCommand.RESPONSE_FLAG);
      appendInt(remark.length);
      append(remark);
      fieldsAt = at;
      appendInt(0);
    }
  }

  /** Writes a number. */
  void field(Name name, long value) {
    if (type == SerializeType.JSON) {
      jsonName(name);
      append(value);
      appendByte('"');
    } else {
      append(name.binary);
      appendInt(AsciiNumber.length(value));
      append(value);
    }
  }

  /** Writes UTF-8 text. */
  void field(Name name, byte[] text, int from, int length) {
    if (type == SerializeType.JSON) {
      jsonName(name);
      room(
          length <= SHORT_TEXT
              ? JsonText.MAX_ESCAPE_BYTES * length
              : JsonText.escapedLength(text, from, from + length));
      at = JsonText.escape(text, from, from + length, bytes, at);
      appendByte('"');
    } else {
      append(name.binary);
      appendInt(length);
      append(text, from, length);
    }
  }

  /** Writes text that has nothing to escape, as numbers and ids do not: one copy, however long. */
  void plainField(Name name, byte[] text, int from, int length) {
    if (type == SerializeType.JSON) {
      jsonName(name);
      append(text, from, length);
      appendByte('"');
    } else {
      field(name, text, from, length);
    }
  }

  /** Completes the header and appends it to {@code out}; {@code bodyLength} bytes follow it. */
  void end(ByteBuf out, int bodyLength) {
    if (type == SerializeType.JSON) {
      append(JSON_FLAG);
      append(opaque);
      if (remark.length > 0) {
        append(JSON_REMARK);
        append(remark);
        appendByte('"');
      }
      append(JSON_END);
    } else {
      INTS.set(bytes, fieldsAt, at - fieldsAt - 4);
    }
    int headerLength = at - LENGTHS_BYTES;
    INTS.set(bytes, 0, 4 + headerLength + bodyLength);
    INTS.set(bytes, 4, type.wireCode() << 24 | headerLength);
    out.writeBytes(bytes, 0, at);
    if (bytes.length > MOST_KEPT) {
      bytes = new byte[LEAST_BYTES];
    }
  }

  private void jsonName(Name name) {
    if (first) {
      first = false;
    } else {
      appendByte(',');
    }
    append(name.json);
  }

  private void append(byte[] text) {
    append(text, 0, text.length);
  }

  private void append(byte[] text, int from, int length) {
    room(length);
    System.arraycopy(text, from, bytes, at, length);
    at += length;
  }

  private void append(long number) {
    room(AsciiNumber.MAX_LENGTH);
    at = AsciiNumber.write(bytes, at, number);
  }

  private void appendByte(int value) {
    room(1);
    bytes[at++] = (byte) value;
  }

  private void appendShort(int value) {
    appendByte(value >> 8);
    appendByte(value);
  }

  private void appendInt(int value) {
    room(4);
    INTS.set(bytes, at, value);
    at += 4;
  }

  private void room(int more) {
    if (bytes.length - at < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + more));
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

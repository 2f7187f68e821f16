package io.cometmq.protocol.codec;

import io.cometmq.model.LanguageCode;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes the header of a hot response field by field, in either serialisation, without a map. Owned
 * by one event loop and used again for each response.
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

  private ByteBuf out = io.netty.buffer.Unpooled.EMPTY_BUFFER;
  private SerializeType type = SerializeType.JSON;
  private int start;
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

  /** Starts a frame at the end of {@code buffer}; the remark is ASCII without quotes or empty. */
  void begin(
      ByteBuf buffer, SerializeType serializeType, int responseOpaque, int code, byte[] text) {
    out = buffer;
    type = serializeType;
    opaque = responseOpaque;
    remark = text;
    start = buffer.writerIndex();
    first = true;
    buffer.writeLong(0);
    if (type == SerializeType.JSON) {
      buffer.writeBytes(JSON_CODE);
      AsciiNumber.write(buffer, code);
      buffer.writeBytes(JSON_FIELDS);
    } else {
      buffer.writeShort(code);
      buffer.writeByte(LanguageCode.JAVA.wireCode());
      buffer.writeShort(RemotingCommand.PROTOCOL_VERSION);
      buffer.writeInt(opaque);
      buffer.writeInt(RemotingCommand.RESPONSE_FLAG);
      buffer.writeInt(remark.length);
      buffer.writeBytes(remark);
      fieldsAt = buffer.writerIndex();
      buffer.writeInt(0);
    }
  }

  /** Writes a number. */
  void field(Name name, long value) {
    if (type == SerializeType.JSON) {
      jsonName(name);
      AsciiNumber.write(out, value);
      out.writeByte('"');
    } else {
      out.writeBytes(name.binary);
      out.writeInt(AsciiNumber.length(value));
      AsciiNumber.write(out, value);
    }
  }

  /** Writes UTF-8 text. */
  void field(Name name, byte[] text, int from, int length) {
    if (type == SerializeType.JSON) {
      jsonName(name);
      JsonText.writeEscaped(out, text, from, from + length);
      out.writeByte('"');
    } else {
      out.writeBytes(name.binary);
      out.writeInt(length);
      out.writeBytes(text, from, length);
    }
  }

  /** Completes the header; {@code bodyLength} bytes are to follow it. */
  void end(int bodyLength) {
    if (type == SerializeType.JSON) {
      out.writeBytes(JSON_FLAG);
      AsciiNumber.write(out, opaque);
      if (remark.length > 0) {
        out.writeBytes(JSON_REMARK);
        out.writeBytes(remark);
        out.writeByte('"');
      }
      out.writeBytes(JSON_END);
    } else {
      out.setInt(fieldsAt, out.writerIndex() - fieldsAt - 4);
    }
    int headerLength = out.writerIndex() - start - 8;
    out.setInt(start, 4 + headerLength + bodyLength);
    out.setInt(start + 4, type.wireCode() << 24 | headerLength);
  }

  private void jsonName(Name name) {
    if (first) {
      first = false;
    } else {
      out.writeByte(',');
    }
    out.writeBytes(name.json);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

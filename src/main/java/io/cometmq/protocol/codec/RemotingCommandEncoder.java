package io.cometmq.protocol.codec;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes commands as frames, for everything that is not hot. Stateless. */
public final class RemotingCommandEncoder {
  private static final int HEADER_GUESS = 512;
  private static final int MAX_NAME = Short.MAX_VALUE;

  private RemotingCommandEncoder() {}

  /** The whole frame; the caller releases it. */
  public static ByteBuf encode(ByteBufAllocator allocator, RemotingCommand command) {
    ByteBuf out = allocator.directBuffer(HEADER_GUESS + command.body().length);
    try {
      write(out, command);
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
    return out;
  }

  private static void write(ByteBuf out, RemotingCommand command) {
    FrameLengths lengths = FrameLengths.begin(out, command.serializeType());
    if (command.serializeType() == SerializeType.JSON) {
      writeJson(out, command);
    } else {
      writeBinary(out, command);
    }
    lengths.endHeader(command.body().length);
    out.writeBytes(command.body());
  }

  private static void writeJson(ByteBuf out, RemotingCommand command) {
    ascii(out, "{\"code\":");
    AsciiNumber.write(out, command.code());
    if (!command.extFields().isEmpty()) {
      ascii(out, ",\"extFields\":");
      char separator = '{';
      for (Map.Entry<String, String> field : command.extFields().entrySet()) {
        out.writeByte(separator);
        JsonText.writeQuoted(out, field.getKey());
        out.writeByte(':');
        JsonText.writeQuoted(out, field.getValue());
        separator = ',';
      }
      out.writeByte('}');
    }
    ascii(out, ",\"flag\":");
    AsciiNumber.write(out, command.flag());
    ascii(out, ",\"language\":\"");
    ascii(out, command.language().name());
    ascii(out, "\",\"opaque\":");
    AsciiNumber.write(out, command.opaque());
    if (command.remark() != null) {
      ascii(out, ",\"remark\":");
      JsonText.writeQuoted(out, command.remark());
    }
    ascii(out, ",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":");
    AsciiNumber.write(out, command.version());
    out.writeByte('}');
  }

  private static void writeBinary(ByteBuf out, RemotingCommand command) {
    out.writeShort(command.code());
    out.writeByte(command.language().wireCode());
    out.writeShort(command.version());
    out.writeInt(command.opaque());
    out.writeInt(command.flag());
    byte[] remark = utf8(command.remark() == null ? "" : command.remark());
    out.writeInt(remark.length);
    out.writeBytes(remark);
    int lengthAt = out.writerIndex();
    out.writeInt(0);
    command
        .extFields()
        .forEach(
            (name, value) -> {
              byte[] key = utf8(name);
              if (key.length > MAX_NAME) {
                throw new IllegalArgumentException("a field name of " + key.length + " bytes");
              }
              out.writeShort(key.length).writeBytes(key);
              byte[] text = utf8(value);
              out.writeInt(text.length).writeBytes(text);
            });
    out.setInt(lengthAt, out.writerIndex() - lengthAt - 4);
  }

  private static void ascii(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

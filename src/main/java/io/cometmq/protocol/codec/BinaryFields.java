package io.cometmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes the fields of a binary header. Stateless. */
final class BinaryFields {
  private BinaryFields() {}

  /** A field's name, to be written many times. */
  static byte[] name(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static void text(ByteBuf out, String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    byte[] key = name(name);
    out.writeShort(key.length).writeBytes(key);
    out.writeInt(bytes.length).writeBytes(bytes);
  }

  static void number(ByteBuf out, byte[] name, long value) {
    out.writeShort(name.length).writeBytes(name);
    out.writeInt(AsciiNumber.length(value));
    AsciiNumber.write(out, value);
  }
}

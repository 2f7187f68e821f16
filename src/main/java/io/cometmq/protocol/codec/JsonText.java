package io.cometmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Text inside JSON strings, between its escaped and its plain UTF-8 form. Stateless. */
final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Most bytes that {@link #escape} makes of one. */
  static final int MAX_ESCAPE_BYTES = 6;

  private JsonText() {}

  /**
   * Resolves the escapes between {@code start} and {@code end}. The plain form is never longer.
   *
   * @return its length
   */
  static int unescape(byte[] from, int start, int end, byte[] to, int at) {
    int out = at;
    int in = start;
    while (in < end) {
      byte b = from[in++];
      if (b != '\\' || in >= end) {
        to[out++] = b;
        continue;
      }
      byte kind = from[in++];
      switch (kind) {
        case 'n' -> to[out++] = '\n';
        case 't' -> to[out++] = '\t';
        case 'r' -> to[out++] = '\r';
        case 'b' -> to[out++] = '\b';
        case 'f' -> to[out++] = '\f';
        case 'u' -> {
          int unit = hex(from, in, end);
          in += 4;
          if (Character.isHighSurrogate((char) unit)
              && in + 6 <= end
              && from[in] == '\\'
              && from[in + 1] == 'u') {
            int low = hex(from, in + 2, end);
            if (Character.isLowSurrogate((char) low)) {
              unit = Character.toCodePoint((char) unit, (char) low);
              in += 6;
            }
          }
          out = putUtf8(unit, to, out);
        }
        default -> to[out++] = kind;
      }
    }
    return out - at;
  }

  /**
   * The four digits of a unicode escape. The parser of headers asks too, so that nobody who reads a
   * value later meets a broken one.
   *
   * @throws BrokenFrameException when they are not there
   */
  static int hex(byte[] from, int at, int end) {
    if (at + 4 > end) {
      throw new BrokenFrameException(
          BrokenFrameException.Reason.HEADER, "unicode escape is cut off");
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit((char) from[i], 16);
      if (digit < 0) {
        throw new BrokenFrameException(
            BrokenFrameException.Reason.HEADER, "unicode escape is not hexadecimal");
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private static int putUtf8(int point, byte[] to, int at) {
    int out = at;
    if (point < 0x80) {
      to[out++] = (byte) point;
    } else if (point < 0x800) {
      to[out++] = (byte) (0xC0 | point >> 6);
      to[out++] = (byte) (0x80 | point & 0x3F);
    } else if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
      to[out++] = '?';
    } else if (point < 0x10000) {
      to[out++] = (byte) (0xE0 | point >> 12);
      to[out++] = (byte) (0x80 | point >> 6 & 0x3F);
      to[out++] = (byte) (0x80 | point & 0x3F);
    } else {
      to[out++] = (byte) (0xF0 | point >> 18);
      to[out++] = (byte) (0x80 | point >> 12 & 0x3F);
      to[out++] = (byte) (0x80 | point >> 6 & 0x3F);
      to[out++] = (byte) (0x80 | point & 0x3F);
    }
    return out;
  }

  /** Writes a JSON string with its quotes. */
  static void writeQuoted(ByteBuf out, String text) {
    out.writeByte('"');
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeEscaped(out, utf8, 0, utf8.length);
    out.writeByte('"');
  }

  /** Writes UTF-8 bytes as the inside of a JSON string. */
  private static void writeEscaped(ByteBuf out, byte[] utf8, int from, int to) {
    byte[] escaped = new byte[escapedLength(utf8, from, to)];
    out.writeBytes(escaped, 0, escape(utf8, from, to, escaped, 0));
  }

  /** How many bytes {@link #escape} makes of these. */
  static int escapedLength(byte[] utf8, int from, int to) {
    int length = to - from;
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b >= 0 && b < 0x20) {
        length += MAX_ESCAPE_BYTES - 1;
      } else if (b == '"' || b == '\\') {
        length++;
      }
    }
    return length;
  }

  /**
   * Writes UTF-8 bytes as the inside of a JSON string into an array that has the room.
   *
   * @return where they end
   */
  static int escape(byte[] utf8, int from, int to, byte[] target, int start) {
    int at = start;
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b >= 0 && b < 0x20) {
        target[at++] = '\\';
        target[at++] = 'u';
        target[at++] = '0';
        target[at++] = '0';
        target[at++] = HEX[b >> 4];
        target[at++] = HEX[b & 15];
        continue;
      }
      if (b == '"' || b == '\\') {
        target[at++] = '\\';
      }
      target[at++] = b;
    }
    return at;
  }
}

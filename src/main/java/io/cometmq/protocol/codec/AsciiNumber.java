package io.cometmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes whole numbers as decimal text without making a string. Stateless. */
final class AsciiNumber {
  /** Most characters of a number. */
  static final int MAX_LENGTH = 20;

  private AsciiNumber() {}

  /** Number of characters. */
  static int length(long value) {
    if (value == Long.MIN_VALUE) {
      return MAX_LENGTH;
    }
    int length = value < 0 ? 2 : 1;
    for (long rest = Math.abs(value) / 10; rest > 0; rest /= 10) {
      length++;
    }
    return length;
  }

  static void write(ByteBuf out, long value) {
    if (value == Long.MIN_VALUE) {
      out.writeBytes(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
      return;
    }
    int length = length(value);
    out.ensureWritable(length);
    int start = out.writerIndex();
    int at = start + length;
    long rest = Math.abs(value);
    do {
      out.setByte(--at, '0' + (int) (rest % 10));
      rest /= 10;
    } while (rest > 0);
    if (value < 0) {
      out.setByte(start, '-');
    }
    out.writerIndex(start + length);
  }

  /**
   * Like the other one, into an array that has {@link #MAX_LENGTH} bytes of room; where it ends.
   */
  static int write(byte[] to, int at, long value) {
    if (value == Long.MIN_VALUE) {
      byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, to, at, text.length);
      return at + text.length;
    }
    int end = at + length(value);
    int digit = end;
    long rest = Math.abs(value);
    do {
      to[--digit] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (value < 0) {
      to[at] = '-';
    }
    return end;
  }
}

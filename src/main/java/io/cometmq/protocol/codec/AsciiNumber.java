package io.cometmq.protocol.codec;

import io.netty.buffer.ByteBuf;

/** Writes whole numbers as decimal text without making a string. Stateless. */
final class AsciiNumber {
  private AsciiNumber() {}

  /** Number of characters. */
  static int length(long value) {
    if (value == Long.MIN_VALUE) {
      return 20;
    }
    int length = value < 0 ? 2 : 1;
    for (long rest = Math.abs(value) / 10; rest > 0; rest /= 10) {
      length++;
    }
    return length;
  }

  static void write(ByteBuf out, long value) {
    if (value == Long.MIN_VALUE) {
      out.writeBytes(Long.toString(value).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
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
}

package io.cometmq.store.dispatch;

import java.nio.ByteBuffer;

/** Reads offsets that stand as text in a record. Stateless. */
final class AsciiOffset {
  private AsciiOffset() {}

  /** The number between two indexes, -1 when it is none. */
  static long parse(ByteBuffer buffer, int from, int to) {
    if (from >= to) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = buffer.get(i) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}

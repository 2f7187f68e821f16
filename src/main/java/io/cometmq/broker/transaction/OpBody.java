package io.cometmq.broker.transaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/**
 * The body of a message that says which halves have ended, in RocketMQ's form: their offsets in
 * decimal, each followed by a comma. Stateless.
 */
final class OpBody {
  /** Largest body, which is RocketMQ's default. */
  static final int MAX_BYTES = 4_096;

  /** Longest text of an offset with its comma. */
  private static final int MAX_OFFSET_BYTES = 20;

  private OpBody() {}

  /** Takes offsets from the queue and writes them, as many as a body may hold. */
  static byte[] write(ArrayDeque<Long> offsets) {
    StringBuilder text = new StringBuilder();
    while (!offsets.isEmpty() && text.length() <= MAX_BYTES - MAX_OFFSET_BYTES) {
      text.append(offsets.remove().longValue()).append(',');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a body, RocketMQ's of before 5.0 included, which hold one offset without a comma.
   *
   * @throws NumberFormatException when it holds something else
   */
  static void read(ByteBuffer buffer, int at, int length, LongConsumer offsets) {
    byte[] bytes = new byte[length];
    buffer.get(at, bytes);
    for (String text : new String(bytes, StandardCharsets.US_ASCII).split(",", -1)) {
      if (!text.isBlank()) {
        offsets.accept(Long.parseLong(text.strip()));
      }
    }
  }
}

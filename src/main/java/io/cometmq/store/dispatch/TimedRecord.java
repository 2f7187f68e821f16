package io.cometmq.store.dispatch;

import io.cometmq.model.PropertyNames;
import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a record in the topic of timed messages says of its time. Stateless. */
public final class TimedRecord {
  private static final byte[] OUT_MS = ascii(PropertyNames.TIMER_OUT_MS);
  private static final byte[] RECALLED = ascii(PropertyNames.TIMER_DEL_UNIQUE_KEY);

  private TimedRecord() {}

  /**
   * When the message is due, in milliseconds since the epoch; 0 when it does not say. What takes
   * another message back is due a moment before that one.
   */
  public static long dueMs(RecordView record) {
    PropertyScanner scanner = new PropertyScanner();
    ByteBuffer buffer = record.buffer();
    int at = record.propertiesAt();
    int length = record.propertiesLength();
    if (!scanner.find(buffer, at, length, OUT_MS)) {
      return 0;
    }
    long dueMs = number(buffer, scanner.valueAt(), scanner.valueLength());
    return scanner.find(buffer, at, length, RECALLED) ? Math.max(0, dueMs - 1) : dueMs;
  }

  private static long number(ByteBuffer buffer, int at, int length) {
    long number = 0;
    for (int i = at; i < at + length; i++) {
      int digit = buffer.get(i) - '0';
      if (digit < 0 || digit > 9 || number > Long.MAX_VALUE / 100) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

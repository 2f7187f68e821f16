package io.cometmq.store.dispatch;

import io.cometmq.model.PropertyNames;
import io.cometmq.record.PropertyScanner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds tag and keys of a record in one pass over its properties. Owned by the dispatch context.
 */
final class RecordProperties {
  private static final byte NAME_END = 1;
  private static final byte[] TAGS = PropertyNames.TAGS.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEYS = PropertyNames.KEYS.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UNIQ_KEY = PropertyNames.UNIQ_KEY.getBytes(StandardCharsets.US_ASCII);

  private static final byte[] DELAY = PropertyNames.DELAY.getBytes(StandardCharsets.US_ASCII);

  private static final byte[] MULTI_DISPATCH =
      PropertyNames.INNER_MULTI_DISPATCH.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MULTI_OFFSET =
      PropertyNames.INNER_MULTI_QUEUE_OFFSET.getBytes(StandardCharsets.US_ASCII);

  private long tagsCode;
  private int lightAt;
  private int lightEnd;
  private int lightOffsetsAt;
  private int lightOffsetsEnd;
  private int delayLevel;
  private int keysAt;
  private int keysLength;
  private int uniqueAt;
  private int uniqueLength;

  /** Looks at the property string; a name that comes twice counts the last time. */
  void read(ByteBuffer buffer, int at, int length) {
    tagsCode = 0;
    delayLevel = 0;
    lightEnd = 0;
    lightOffsetsEnd = 0;
    keysLength = 0;
    uniqueLength = 0;
    int end = at + length;
    int start = at;
    while (start < end) {
      int pairEnd = PropertyScanner.pairEnd(buffer, start, end);
      pair(buffer, start, pairEnd);
      start = pairEnd + 1;
    }
  }

  private void pair(ByteBuffer buffer, int start, int end) {
    switch (buffer.get(start)) {
      case 'T' -> {
        int length = valueLength(buffer, start, end, TAGS);
        if (length > 0) {
          tagsCode = PropertyScanner.hash(0, buffer, end - length, length);
        }
      }
      case 'K' -> {
        int length = valueLength(buffer, start, end, KEYS);
        if (length > 0) {
          keysAt = end - length;
          keysLength = length;
        }
      }
      case 'U' -> {
        int length = valueLength(buffer, start, end, UNIQ_KEY);
        if (length > 0) {
          uniqueAt = end - length;
          uniqueLength = length;
        }
      }
      case 'D' -> {
        int length = valueLength(buffer, start, end, DELAY);
        if (length > 0) {
          delayLevel = number(buffer, end - length, end);
        }
      }
      case 'I' -> light(buffer, start, end);
      default -> {
        // nothing that the dispatcher needs
      }
    }
  }

  private void light(ByteBuffer buffer, int start, int end) {
    int topics = valueLength(buffer, start, end, MULTI_DISPATCH);
    if (topics > 0) {
      lightAt = end - topics;
      lightEnd = end;
    }
    int offsets = valueLength(buffer, start, end, MULTI_OFFSET);
    if (offsets > 0) {
      lightOffsetsAt = end - offsets;
      lightOffsetsEnd = end;
    }
  }

  /** Length of the value if the pair has this name, 0 otherwise. */
  private static int valueLength(ByteBuffer buffer, int start, int end, byte[] name) {
    int value = start + name.length + 1;
    if (value >= end || buffer.get(value - 1) != NAME_END) {
      return 0;
    }
    for (int i = 0; i < name.length; i++) {
      if (buffer.get(start + i) != name[i]) {
        return 0;
      }
    }
    return end - value;
  }

  /** A small number; 0 when it is none. */
  private static int number(ByteBuffer buffer, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = buffer.get(i) - '0';
      if (digit < 0 || digit > 9 || number > 100_000) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** Whether the record goes to light queues and has its offsets in them. */
  boolean isForLightQueues() {
    return lightEnd > 0 && lightOffsetsEnd > 0;
  }

  /** Index of the first light topic's name. */
  int lightAt() {
    return lightAt;
  }

  /** Index after the last light topic's name. */
  int lightEnd() {
    return lightEnd;
  }

  /** Index of the first offset in a light queue. */
  int lightOffsetsAt() {
    return lightOffsetsAt;
  }

  /** Index after the last offset. */
  int lightOffsetsEnd() {
    return lightOffsetsEnd;
  }

  /** Delay level that the message asks for, 0 for none. */
  int delayLevel() {
    return delayLevel;
  }

  long tagsCode() {
    return tagsCode;
  }

  int keysAt() {
    return keysAt;
  }

  int keysLength() {
    return keysLength;
  }

  int uniqueAt() {
    return uniqueAt;
  }

  int uniqueLength() {
    return uniqueLength;
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.model.PropertyNames;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns the properties a producer sent into those that are stored: drops what only the broker may
 * say, appends what it does say, and notes on the way what the send path must know. Works on the
 * raw UTF-8 bytes, {@code name 0x01 value 0x02 ...}. Owned by one event loop and used again for
 * each message.
 */
final class PropertyRewriter {
  private static final byte NAME_END = 1;
  private static final byte PAIR_END = 2;

  /** Longest property string that fits the record's signed 16-bit length. */
  static final int MAX_BYTES = Short.MAX_VALUE;

  private static final byte[] UNIQ_KEY = ascii("UNIQ_KEY");
  private static final byte[] WAIT = ascii("WAIT");
  private static final byte[] DELAY = ascii("DELAY");
  private static final byte[] TRAN_MSG = ascii("TRAN_MSG");
  private static final byte[] POP_CK = ascii("POP_CK");
  private static final byte[] MSG_REGION = ascii("MSG_REGION");
  private static final byte[] TRACE_ON = ascii("TRACE_ON");
  private static final byte[] CLUSTER = ascii("CLUSTER");
  private static final byte[] MULTI_DISPATCH = ascii(PropertyNames.INNER_MULTI_DISPATCH);
  private static final byte[] MULTI_QUEUE_OFFSET = ascii(PropertyNames.INNER_MULTI_QUEUE_OFFSET);
  private static final byte[] TIMER_DELAY_SEC = ascii("TIMER_DELAY_SEC");
  private static final byte[] TIMER_DELAY_MS = ascii("TIMER_DELAY_MS");
  private static final byte[] TIMER_DELIVER_MS = ascii("TIMER_DELIVER_MS");

  private static final int MAX_DIGITS = 15;

  private final byte[] appended;
  private byte[] input = new byte[1024];
  private byte[] output = new byte[1024];
  private int length;
  private int uniqueIdStart;
  private int uniqueIdLength;
  private boolean waitsForStore;
  private int delayLevel;
  private long timerDelayMs;
  private long timerDeliverMs;
  private boolean transactional;
  private @Nullable String lightTopics;

  PropertyRewriter(String region, String cluster) {
    this.appended =
        ("MSG_REGION\u0001"
                + region
                + "\u0002TRACE_ON\u0001true\u0002CLUSTER\u0001"
                + cluster
                + "\u0002")
            .getBytes(StandardCharsets.UTF_8);
  }

  /** A buffer of at least this size to put the producer's bytes into. */
  byte[] input(int size) {
    if (input.length < size) {
      input = new byte[size];
    }
    return input;
  }

  /** Rewrites the first {@code size} bytes of {@link #input}. */
  void rewrite(int size) {
    length = 0;
    uniqueIdLength = 0;
    waitsForStore = true;
    delayLevel = 0;
    timerDelayMs = -1;
    timerDeliverMs = -1;
    transactional = false;
    lightTopics = null;
    if (output.length < size + appended.length + 128) {
      output = new byte[size + appended.length + 1024];
    }
    int start = 0;
    while (start < size) {
      int nameEnd = -1;
      int end = start;
      while (end < size && input[end] != PAIR_END) {
        if (nameEnd < 0 && input[end] == NAME_END) {
          nameEnd = end;
        }
        end++;
      }
      if (nameEnd > start && end > nameEnd + 1) {
        pair(start, nameEnd, end);
      }
      start = end + 1;
    }
    append(appended);
  }

  /** Adds the id that a producer did not give. */
  void addUniqueId(byte[] id) {
    append(UNIQ_KEY);
    output[length++] = NAME_END;
    uniqueIdStart = length;
    uniqueIdLength = id.length;
    append(id);
    output[length++] = PAIR_END;
  }

  byte[] output() {
    return output;
  }

  int length() {
    return length;
  }

  /** Where the unique id stands in {@link #output}. */
  int uniqueIdStart() {
    return uniqueIdStart;
  }

  /** 0 when there is none. */
  int uniqueIdLength() {
    return uniqueIdLength;
  }

  /** False when the producer said that it does not wait for the disk. */
  boolean waitsForStore() {
    return waitsForStore;
  }

  /** The delay level that the message asks for, 0 for none. */
  int delayLevel() {
    return delayLevel;
  }

  /**
   * When the message is to be seen, in milliseconds since the epoch; -1 when it names no time. A
   * delay wins over a time.
   */
  long dueMs(long nowMs) {
    return timerDelayMs >= 0 ? nowMs + timerDelayMs : timerDeliverMs;
  }

  /** Whether the message asks not to be seen at once. */
  boolean timed() {
    return delayLevel > 0 || timerDelayMs >= 0 || timerDeliverMs >= 0;
  }

  /** Light topics that the message also goes to, null for none. */
  @Nullable String lightTopics() {
    return lightTopics;
  }

  /** Adds a property of the broker's own. */
  void add(byte[] name, byte[] value) {
    int needed = length + name.length + value.length + 2;
    if (output.length < needed) {
      output = Arrays.copyOf(output, needed + 256);
    }
    append(name);
    output[length++] = NAME_END;
    append(value);
    output[length++] = PAIR_END;
  }

  /** Adds the unique id once more under another name. */
  void addUniqueIdAs(byte[] name) {
    add(name, Arrays.copyOfRange(output, uniqueIdStart, uniqueIdStart + uniqueIdLength));
  }

  /** Whether the message is the first half of a transaction. */
  boolean transactional() {
    return transactional;
  }

  private void pair(int start, int nameEnd, int end) {
    int nameLength = nameEnd - start;
    int value = nameEnd + 1;
    switch (input[start]) {
      case 'M':
        if (isName(MSG_REGION, start, nameLength)) {
          return;
        }
        break;
      case 'C':
        if (isName(CLUSTER, start, nameLength)) {
          return;
        }
        break;
      case 'P':
        if (isName(POP_CK, start, nameLength)) {
          return;
        }
        break;
      case 'T':
        if (isName(TRACE_ON, start, nameLength)) {
          return;
        }
        noteTimeOrTransaction(start, nameLength, value, end);
        break;
      case 'I':
        if (isName(MULTI_QUEUE_OFFSET, start, nameLength)) {
          return;
        }
        if (isName(MULTI_DISPATCH, start, nameLength)) {
          lightTopics = new String(input, value, end - value, StandardCharsets.UTF_8);
        }
        break;
      case 'D':
        if (isName(DELAY, start, nameLength)) {
          delayLevel = (int) Math.min(number(value, end), Integer.MAX_VALUE);
        }
        break;
      case 'W':
        if (isName(WAIT, start, nameLength) && input[value] == 'f') {
          waitsForStore = false;
        }
        break;
      case 'U':
        if (isName(UNIQ_KEY, start, nameLength)) {
          uniqueIdStart = length + value - start;
          uniqueIdLength = end - value;
        }
        break;
      default:
        break;
    }
    System.arraycopy(input, start, output, length, end - start);
    length += end - start;
    output[length++] = PAIR_END;
  }

  private void noteTimeOrTransaction(int start, int nameLength, int value, int end) {
    if (isName(TRAN_MSG, start, nameLength)) {
      transactional = end > value && input[value] == 't';
    } else if (isName(TIMER_DELAY_SEC, start, nameLength)) {
      timerDelayMs = 1000 * number(value, end);
    } else if (isName(TIMER_DELAY_MS, start, nameLength)) {
      timerDelayMs = timerDelayMs >= 0 ? timerDelayMs : number(value, end);
    } else if (isName(TIMER_DELIVER_MS, start, nameLength)) {
      timerDeliverMs = number(value, end);
    }
  }

  /** A number as text, at most 15 digits. */
  private long number(int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = input[i] - '0';
      if (digit < 0 || digit > 9 || i - from >= MAX_DIGITS) {
        throw new RefusedException(
            ResponseCode.MESSAGE_ILLEGAL,
            "the message asks for a delay of "
                + new String(input, from, to - from, StandardCharsets.UTF_8)
                + " (DELAY or TIMER_*); allowed is a whole number from 0 on");
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private boolean isName(byte[] name, int start, int nameLength) {
    return name.length == nameLength
        && Arrays.equals(name, 0, nameLength, input, start, start + nameLength);
  }

  private void append(byte[] bytes) {
    System.arraycopy(bytes, 0, output, length, bytes.length);
    length += bytes.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

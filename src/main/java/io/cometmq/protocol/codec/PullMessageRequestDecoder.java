package io.cometmq.protocol.codec;

import io.cometmq.protocol.header.PullMessageRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a pull in one pass over its fields. Owned by one event loop, whose names it
 * remembers.
 */
public final class PullMessageRequestDecoder {
  private static final String[] NAMES = {
    "consumerGroup",
    "topic",
    "queueId",
    "queueOffset",
    "maxMsgNums",
    "sysFlag",
    "commitOffset",
    "suspendTimeoutMillis",
    "subVersion",
    "subscription",
    "expressionType",
    "maxMsgBytes"
  };
  private static final int REQUIRED = 9;
  private static final byte[][] BYTES = bytes();

  private final TextCache names = new TextCache();
  private final int[] fields = new int[NAMES.length];

  /**
   * Reads the header.
   *
   * @throws IllegalArgumentException naming the field that is missing or no number
   */
  public PullMessageRequest decode(HeaderView header) {
    Arrays.fill(fields, -1);
    for (int i = 0; i < header.count(); i++) {
      for (int name = 0; name < BYTES.length; name++) {
        if (header.isNamed(i, BYTES[name])) {
          fields[name] = i;
          break;
        }
      }
    }
    for (int i = 0; i < REQUIRED; i++) {
      if (fields[i] < 0) {
        throw new IllegalArgumentException("header field " + NAMES[i] + " is missing");
      }
    }
    return new PullMessageRequest(
        header.text(fields[0], names),
        header.text(fields[1], names),
        header.intValue(fields[2]),
        header.longValue(fields[3]),
        header.intValue(fields[4]),
        header.intValue(fields[5]),
        header.longValue(fields[6]),
        header.longValue(fields[7]),
        text(header, 9),
        header.longValue(fields[8]),
        text(header, 10),
        fields[11] < 0 ? 0 : header.intValue(fields[11]));
  }

  private @Nullable String text(HeaderView header, int field) {
    return fields[field] < 0 ? null : header.text(fields[field], names);
  }

  private static byte[][] bytes() {
    byte[][] bytes = new byte[NAMES.length][];
    for (int i = 0; i < NAMES.length; i++) {
      bytes[i] = NAMES[i].getBytes(StandardCharsets.US_ASCII);
    }
    return bytes;
  }
}

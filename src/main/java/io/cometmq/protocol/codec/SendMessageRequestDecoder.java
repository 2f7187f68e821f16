package io.cometmq.protocol.codec;

import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.header.SendMessageRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a send in one pass over its fields. Owned by one event loop, whose names it
 * remembers.
 */
public final class SendMessageRequestDecoder {
  /** Long names in the order of their one-letter forms {@code a} to {@code n}. */
  private static final byte[][] LONG_NAMES =
      names(
          "producerGroup",
          "topic",
          "defaultTopic",
          "defaultTopicQueueNums",
          "queueId",
          "sysFlag",
          "bornTimestamp",
          "flag",
          "properties",
          "reconsumeTimes",
          "unitMode",
          "maxReconsumeTimes",
          "batch",
          "bname");

  private static final int REQUIRED = 8;

  private final TextCache names = new TextCache();
  private final int[] fields = new int[LONG_NAMES.length];

  /** Whose fields {@link #fields} are. */
  private @Nullable HeaderView known;

  private int knownLayout;

  /**
   * Reads the header.
   *
   * @throws IllegalArgumentException naming the field that is missing or no number
   */
  @SuppressWarnings("ReferenceEquality") // the very view, which is filled again
  public SendMessageRequest decode(HeaderView header) {
    if (header != known || header.layout() != knownLayout) {
      known = null;
      findFields(header);
      known = header;
      knownLayout = header.layout();
    }
    return new SendMessageRequest(
        header.text(fields[0], names),
        header.text(fields[1], names),
        header.text(fields[2], names),
        header.intValue(fields[3]),
        header.intValue(fields[4]),
        header.intValue(fields[5]),
        header.longValue(fields[6]),
        header.intValue(fields[7]),
        fields[8],
        number(header, 9, 0),
        flag(header, 10),
        number(header, 11, -1),
        flag(header, 12),
        text(header, 13));
  }

  private void findFields(HeaderView header) {
    boolean longNames = header.code() == RequestCode.SEND_MESSAGE;
    Arrays.fill(fields, -1);
    for (int i = 0; i < header.count(); i++) {
      int field = longNames ? longName(header, i) : shortName(header, i);
      if (field >= 0) {
        fields[field] = i;
      }
    }
    for (int i = 0; i < REQUIRED; i++) {
      if (fields[i] < 0) {
        throw missing(i, longNames);
      }
    }
  }

  private static int shortName(HeaderView header, int i) {
    int letter = header.nameByte(i) - 'a';
    return header.nameLength(i) == 1 && letter >= 0 && letter < LONG_NAMES.length ? letter : -1;
  }

  private static int longName(HeaderView header, int i) {
    for (int name = 0; name < LONG_NAMES.length; name++) {
      if (header.isNamed(i, LONG_NAMES[name])) {
        return name;
      }
    }
    return -1;
  }

  private int number(HeaderView header, int field, int ifAbsent) {
    return fields[field] < 0 ? ifAbsent : header.intValue(fields[field]);
  }

  private boolean flag(HeaderView header, int field) {
    return fields[field] >= 0 && header.booleanValue(fields[field]);
  }

  private @Nullable String text(HeaderView header, int field) {
    return fields[field] < 0 ? null : header.text(fields[field], names);
  }

  private static IllegalArgumentException missing(int field, boolean longNames) {
    String name = new String(LONG_NAMES[field], StandardCharsets.US_ASCII);
    String shown = longNames ? name : (char) ('a' + field) + " (" + name + ")";
    return new IllegalArgumentException("header field " + shown + " is missing");
  }

  private static byte[][] names(String... texts) {
    byte[][] names = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      names[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
    }
    return names;
  }
}

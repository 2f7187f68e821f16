package io.cometmq.protocol.header;

/**
 * What a consumer acknowledges a popped message with, as it travels: fields separated by blanks.
 * Immutable.
 *
 * @param startOffset first offset of what was popped together
 * @param popTimeMs when, in milliseconds since the epoch
 * @param invisibleMs how long others don't see it
 * @param reviveQueue where the broker remembers it; {@link #ORDERED} for ordered consumption
 * @param retryFlag {@link #NORMAL}, {@link #RETRY} or {@link #RETRY_V2}
 */
public record PopHandle(
    long startOffset,
    long popTimeMs,
    long invisibleMs,
    int reviveQueue,
    String retryFlag,
    String broker,
    int queueId) {
  /** The message comes from the topic itself. */
  public static final String NORMAL = "0";

  /** The message comes from the group's retry topic. */
  public static final String RETRY = "1";

  /** The message comes from a retry topic that is named by the newer rule. */
  public static final String RETRY_V2 = "2";

  /** Revive queue of messages that were popped in order. */
  public static final int ORDERED = 999;

  private static final int FIELDS = 7;

  /**
   * Reads a handle.
   *
   * @throws HeaderException when it is none
   */
  public static PopHandle parse(String text) {
    String[] fields = new String[FIELDS];
    int from = 0;
    for (int i = 0; i < FIELDS; i++) {
      if (from > text.length()) {
        throw new HeaderException(
            "extraInfo '" + text + "' has " + i + " fields, at least 7 are needed");
      }
      int blank = text.indexOf(' ', from);
      int end = blank < 0 ? text.length() : blank;
      fields[i] = text.substring(from, end);
      from = end + 1;
    }
    try {
      return new PopHandle(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          Integer.parseInt(fields[3]),
          fields[4],
          fields[5],
          Integer.parseInt(fields[6]));
    } catch (NumberFormatException e) {
      throw new HeaderException("extraInfo '" + text + "' has a field that is no number");
    }
  }

  /** The handle of one message. */
  public String of(long messageOffset) {
    return startOffset
        + " "
        + popTimeMs
        + " "
        + invisibleMs
        + " "
        + reviveQueue
        + " "
        + retryFlag
        + " "
        + broker
        + " "
        + queueId
        + " "
        + messageOffset;
  }
}

package io.cometmq.protocol.codec;

/** Reads the header of the answer to a send. Owned by one event loop. */
public final class SendMessageResponseDecoder {
  private static final int ID = 0;
  private static final int QUEUE = 1;
  private static final int OFFSET = 2;

  private final FieldFinder finder = new FieldFinder(3, "msgId", "queueId", "queueOffset");

  private String offsetMessageId = "";
  private int queueId;
  private long queueOffset;

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException naming the field that is missing or no number
   */
  public void decode(HeaderView header) {
    finder.find(header);
    offsetMessageId = header.text(finder.at(ID));
    queueId = header.intValue(finder.at(QUEUE));
    queueOffset = header.longValue(finder.at(OFFSET));
  }

  /** The id by place in the log; for a batch all of them, separated by commas. */
  public String offsetMessageId() {
    return offsetMessageId;
  }

  /** The queue it went to. */
  public int queueId() {
    return queueId;
  }

  /** Its offset there; of the first for a batch. */
  public long queueOffset() {
    return queueOffset;
  }
}

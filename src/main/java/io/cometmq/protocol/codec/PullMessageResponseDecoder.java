package io.cometmq.protocol.codec;

/** Reads the header of the answer to a pull. Owned by one event loop. */
public final class PullMessageResponseDecoder {
  private final FieldFinder finder =
      new FieldFinder(3, "nextBeginOffset", "minOffset", "maxOffset");

  private long nextOffset;
  private long minOffset;
  private long maxOffset;

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException naming the field that is missing or no number
   */
  public void decode(HeaderView header) {
    finder.find(header);
    nextOffset = header.longValue(finder.at(0));
    minOffset = header.longValue(finder.at(1));
    maxOffset = header.longValue(finder.at(2));
  }

  /** Where to go on. */
  public long nextOffset() {
    return nextOffset;
  }

  /** The queue's first offset. */
  public long minOffset() {
    return minOffset;
  }

  /** One more than the queue's last offset. */
  public long maxOffset() {
    return maxOffset;
  }
}

package io.cometmq.protocol.codec;

import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;

/** Writes the header of the response of a pull. Owned by one event loop. */
public final class PullMessageResponseEncoder {
  private static final ResponseWriter.Name SUGGEST =
      new ResponseWriter.Name("suggestWhichBrokerId");
  private static final ResponseWriter.Name NEXT = new ResponseWriter.Name("nextBeginOffset");
  private static final ResponseWriter.Name MIN = new ResponseWriter.Name("minOffset");
  private static final ResponseWriter.Name MAX = new ResponseWriter.Name("maxOffset");

  private final ResponseWriter writer = new ResponseWriter();

  /**
   * Appends lengths and header to {@code out}.
   *
   * @param remark name of the outcome, in ASCII
   * @param bodyLength bytes of records that the caller writes next
   */
  public void encode(
      ByteBuf out,
      SerializeType type,
      int opaque,
      int code,
      byte[] remark,
      long suggestedBrokerId,
      long nextOffset,
      long minOffset,
      long maxOffset,
      int bodyLength) {
    writer.begin(type, opaque, code, remark);
    writer.field(SUGGEST, suggestedBrokerId);
    writer.field(NEXT, nextOffset);
    writer.field(MIN, minOffset);
    writer.field(MAX, maxOffset);
    writer.end(out, bodyLength);
  }
}

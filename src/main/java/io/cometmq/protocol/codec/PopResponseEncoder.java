package io.cometmq.protocol.codec;

import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the headers of the responses of pops and acknowledgements. Owned by one event loop. */
public final class PopResponseEncoder {
  private static final ResponseWriter.Name POP_TIME = new ResponseWriter.Name("popTime");
  private static final ResponseWriter.Name INVISIBLE = new ResponseWriter.Name("invisibleTime");
  private static final ResponseWriter.Name REVIVE = new ResponseWriter.Name("reviveQid");
  private static final ResponseWriter.Name REST = new ResponseWriter.Name("restNum");
  private static final ResponseWriter.Name STARTS = new ResponseWriter.Name("startOffsetInfo");
  private static final ResponseWriter.Name OFFSETS = new ResponseWriter.Name("msgOffsetInfo");
  private static final ResponseWriter.Name COUNTS = new ResponseWriter.Name("orderCountInfo");

  private static final byte[] NOTHING = new byte[0];

  private final ResponseWriter writer = new ResponseWriter();

  /**
   * What the answer to a pop says beside the messages.
   *
   * @param starts first offset of each queue
   * @param offsets of all messages
   * @param counts how often messages were handed out before; null but for ordered consumption
   */
  public record Found(
      long popTimeMs,
      long invisibleMs,
      int reviveQueue,
      long rest,
      @Nullable CharSequence starts,
      @Nullable CharSequence offsets,
      @Nullable CharSequence counts) {}

  /**
   * Appends lengths and header of the answer to a pop.
   *
   * @param remark name of the outcome, in ASCII
   * @param bodyLength bytes of records that the caller writes next
   */
  public void pop(
      ByteBuf out,
      SerializeType type,
      int opaque,
      int code,
      byte[] remark,
      Found found,
      int bodyLength) {
    writer.begin(type, opaque, code, remark);
    writer.field(POP_TIME, found.popTimeMs());
    writer.field(INVISIBLE, found.invisibleMs());
    writer.field(REVIVE, found.reviveQueue());
    writer.field(REST, found.rest());
    text(STARTS, found.starts());
    text(OFFSETS, found.offsets());
    text(COUNTS, found.counts());
    writer.end(out, bodyLength);
  }

  /** Appends a whole successful answer without anything in it. */
  public void success(ByteBuf out, SerializeType type, int opaque) {
    writer.begin(type, opaque, 0, NOTHING);
    writer.end(out, 0);
  }

  private void text(ResponseWriter.Name name, @Nullable CharSequence value) {
    if (value != null) {
      byte[] bytes = value.toString().getBytes(StandardCharsets.US_ASCII);
      writer.field(name, bytes, 0, bytes.length);
    }
  }
}

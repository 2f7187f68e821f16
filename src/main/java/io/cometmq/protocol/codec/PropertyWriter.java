package io.cometmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Writes a property string, {@code name 0x01 value 0x02 ...}, into a buffer that is used again and
 * again. Owned by one event loop.
 */
public final class PropertyWriter {
  /** Longest property string that a record can hold, in bytes. */
  public static final int MAX_BYTES = Short.MAX_VALUE;

  private static final byte NAME_END = 1;
  private static final byte PAIR_END = 2;

  private final ByteBuf out = Unpooled.buffer(256);

  /** Starts over. */
  public PropertyWriter begin() {
    out.clear();
    return this;
  }

  /** Adds one property; neither text may contain 0x01 or 0x02. */
  public PropertyWriter put(String name, String value) {
    ByteBufUtil.writeUtf8(out, name);
    out.writeByte(NAME_END);
    ByteBufUtil.writeUtf8(out, value);
    out.writeByte(PAIR_END);
    return this;
  }

  /** Adds one property whose value is UTF-8 already. */
  public PropertyWriter put(String name, byte[] value) {
    ByteBufUtil.writeUtf8(out, name);
    out.writeByte(NAME_END).writeBytes(value).writeByte(PAIR_END);
    return this;
  }

  /** What has been written so far; valid until {@link #begin}. */
  public ByteBuf bytes() {
    return out;
  }
}

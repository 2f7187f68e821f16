package io.cometmq.protocol.codec;

import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;

/**
 * The two length fields in front of a frame, filled in when the header is complete.
 *
 * @param start where the frame begins in the buffer
 */
record FrameLengths(ByteBuf out, int start, SerializeType type) {
  static FrameLengths begin(ByteBuf out, SerializeType type) {
    FrameLengths lengths = new FrameLengths(out, out.writerIndex(), type);
    out.writeLong(0);
    return lengths;
  }

  /** The header has been written; {@code bodyLength} bytes will follow it. */
  void endHeader(int bodyLength) {
    int headerLength = out.writerIndex() - start - 8;
    out.setInt(start, 4 + headerLength + bodyLength);
    out.setInt(start + 4, type.wireCode() << 24 | headerLength);
  }
}

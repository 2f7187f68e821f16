package io.cometmq.protocol.codec;

import io.netty.buffer.ByteBuf;

/**
 * Writes the body of SEND_BATCH_MESSAGE, one message after the other. Stateless.
 *
 * <pre>
 *   total size 4 | magic 4 = 0 | body CRC 4 = 0 | flag 4 | body length 4, body | properties length 2, properties
 * </pre>
 */
public final class BatchBody {
  private static final int FIXED_BYTES = 22;

  private BatchBody() {}

  /** Bytes that a message takes. */
  public static int size(int bodyBytes, int propertyBytes) {
    return FIXED_BYTES + bodyBytes + propertyBytes;
  }

  /** Appends a message. */
  public static void append(ByteBuf out, byte[] body, ByteBuf properties) {
    int propertyBytes = properties.readableBytes();
    out.writeInt(size(body.length, propertyBytes));
    out.writeLong(0);
    out.writeInt(0);
    out.writeInt(body.length).writeBytes(body);
    out.writeShort(propertyBytes);
    out.writeBytes(properties, properties.readerIndex(), propertyBytes);
  }
}

package io.cometmq.protocol.codec;

import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts the byte stream into {@link RemotingFrame}s. Owned by the connection's event loop. Bytes
 * that are no frame end in a {@link BrokenFrameException} and nothing is decoded after it.
 *
 * <pre>
 *   0          4      5            8          8+H        4+L
 *   +----------+------+------------+----------+----------+
 *   | length L | type | header H   | header   | body     |
 *   +----------+------+------------+----------+----------+
 *   L counts everything after itself; type is the header's serialisation; big-endian
 * </pre>
 */
public final class RemotingFrameDecoder extends ByteToMessageDecoder {
  private static final int LENGTH_BYTES = 4;

  private final int maxFrameBytes;
  private final HeaderView header = new HeaderView();
  private boolean broken;

  /** Creates a decoder that takes frames up to this length, their length field included. */
  public RemotingFrameDecoder(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    RemotingFrame frame = next(in);
    if (frame != null) {
      out.add(frame);
    }
  }

  @SuppressWarnings("NullAway") // null is this package's "not enough bytes yet"
  private RemotingFrame next(ByteBuf in) {
    if (in.readableBytes() < LENGTH_BYTES) {
      return null;
    }
    int start = in.readerIndex();
    int length = in.getInt(start);
    if (length < LENGTH_BYTES || length > maxFrameBytes - LENGTH_BYTES) {
      throw broken(
          BrokenFrameException.Reason.LENGTH,
          "frame length " + length + " is not within 4 and " + (maxFrameBytes - LENGTH_BYTES));
    }
    if (in.readableBytes() < LENGTH_BYTES + length) {
      return null;
    }
    int headerField = in.getInt(start + LENGTH_BYTES);
    int headerLength = headerField & 0xFFFFFF;
    if (headerLength > length - LENGTH_BYTES) {
      throw broken(
          BrokenFrameException.Reason.HEADER_LENGTH,
          "header length " + headerLength + " exceeds frame length " + length);
    }
    SerializeType type = SerializeType.of(headerField >>> 24);
    if (type == null) {
      throw broken(
          BrokenFrameException.Reason.SERIALIZE_TYPE,
          "header serialisation " + (headerField >>> 24) + " is neither 0 (JSON) nor 1 (binary)");
    }
    try {
      header.parse(type, in, start + 2 * LENGTH_BYTES, headerLength);
    } catch (BrokenFrameException e) {
      broken = true;
      throw e;
    }
    in.readerIndex(start + 2 * LENGTH_BYTES + headerLength);
    return new RemotingFrame(header, in.readRetainedSlice(length - LENGTH_BYTES - headerLength));
  }

  private BrokenFrameException broken(BrokenFrameException.Reason reason, String text) {
    broken = true;
    return new BrokenFrameException(reason, text);
  }
}

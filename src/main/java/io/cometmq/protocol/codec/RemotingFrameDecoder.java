package io.cometmq.protocol.codec;

import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Cuts the byte stream into {@link RemotingFrame}s. Owned by the connection's event loop. Bytes
 * that are no frame end in a {@link BrokenFrameException} and nothing is decoded after it.
 *
 * <p>Frames are passed on where they were read to. Only one that did not come whole is put together
 * in a buffer of its own; Netty's own decoder would copy all that came with its end, too.
 *
 * <pre>
 *   0          4      5            8          8+H        4+L
 *   +----------+------+------------+----------+----------+
 *   | length L | type | header H   | header   | body     |
 *   +----------+------+------------+----------+----------+
 *   L counts everything after itself; type is the header's serialisation; big-endian
 * </pre>
 */
public final class RemotingFrameDecoder extends ChannelInboundHandlerAdapter {
  private static final int LENGTH_BYTES = 4;

  private final int maxFrameBytes;
  private final HeaderView header = new HeaderView();
  private final PartialFrame partial = new PartialFrame();
  private boolean broken;

  /** Creates a decoder that takes frames up to this length, their length field included. */
  public RemotingFrameDecoder(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ctx.fireChannelRead(message);
      return;
    }
    boolean known = false;
    try {
      if (!broken && completed(ctx, in)) {
        cut(ctx, in);
      }
      known = true;
    } finally {
      // where the next frame begins is not known any more, for whatever reason
      broken |= !known;
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    partial.rest();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    partial.release();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    partial.release();
  }

  /** Whether the frame that was begun, if any, is over. */
  private boolean completed(ChannelHandlerContext ctx, ByteBuf in) {
    if (partial.isEmpty()) {
      return true;
    }
    int missing = LENGTH_BYTES - partial.bytes().readableBytes();
    if (missing > 0) {
      partial.take(ctx.alloc(), in, Math.min(missing, in.readableBytes()), LENGTH_BYTES);
    }
    ByteBuf begun = partial.bytes();
    if (begun.readableBytes() < LENGTH_BYTES) {
      return false;
    }
    int frameBytes = frameBytes(begun);
    missing = frameBytes - begun.readableBytes();
    partial.take(ctx.alloc(), in, Math.min(missing, in.readableBytes()), frameBytes);
    begun = partial.bytes();
    if (begun.readableBytes() < frameBytes) {
      return false;
    }
    try {
      pass(ctx, begun, frameBytes);
    } finally {
      partial.done();
    }
    return true;
  }

  private void cut(ChannelHandlerContext ctx, ByteBuf in) {
    while (in.isReadable()) {
      int readable = in.readableBytes();
      int frameBytes = readable < LENGTH_BYTES ? LENGTH_BYTES : frameBytes(in);
      if (readable < frameBytes) {
        partial.take(ctx.alloc(), in, readable, frameBytes);
      } else {
        pass(ctx, in, frameBytes);
      }
    }
  }

  /** Length of the frame that begins here, its length field included. */
  private int frameBytes(ByteBuf in) {
    int length = in.getInt(in.readerIndex());
    if (length < LENGTH_BYTES || length > maxFrameBytes - LENGTH_BYTES) {
      throw new BrokenFrameException(
          BrokenFrameException.Reason.LENGTH,
          "frame length " + length + " is not within 4 and " + (maxFrameBytes - LENGTH_BYTES));
    }
    return LENGTH_BYTES + length;
  }

  private void pass(ChannelHandlerContext ctx, ByteBuf in, int frameBytes) {
    int start = in.readerIndex();
    int headerField = in.getInt(start + LENGTH_BYTES);
    int headerLength = headerField & 0xFFFFFF;
    int room = frameBytes - 2 * LENGTH_BYTES;
    if (headerLength > room) {
      throw new BrokenFrameException(
          BrokenFrameException.Reason.HEADER_LENGTH,
          "header length " + headerLength + " exceeds frame length " + (room + LENGTH_BYTES));
    }
    SerializeType type = SerializeType.of(headerField >>> 24);
    if (type == null) {
      throw new BrokenFrameException(
          BrokenFrameException.Reason.SERIALIZE_TYPE,
          "header serialisation " + (headerField >>> 24) + " is neither 0 (JSON) nor 1 (binary)");
    }
    header.parse(type, in, start + 2 * LENGTH_BYTES, headerLength);
    in.readerIndex(start + 2 * LENGTH_BYTES + headerLength);
    ctx.fireChannelRead(new RemotingFrame(header, in.readRetainedSlice(room - headerLength)));
  }
}

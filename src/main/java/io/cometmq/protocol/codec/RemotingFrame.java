package io.cometmq.protocol.codec;

import io.cometmq.protocol.RemotingCommand;
import io.netty.buffer.ByteBuf;

/**
 * A frame as it came off the wire. Owned by the event loop that reads the connection: the header is
 * valid while the frame is being handled, the body until {@link #release}.
 */
public final class RemotingFrame {
  private final HeaderView header;
  private final ByteBuf body;

  RemotingFrame(HeaderView header, ByteBuf body) {
    this.header = header;
    this.body = body;
  }

  /** The header; shared by all frames of the connection. */
  public HeaderView header() {
    return header;
  }

  /** The body, perhaps empty. */
  public ByteBuf body() {
    return body;
  }

  /** A copy of everything, for whoever can't answer at once. */
  public RemotingCommand toCommand() {
    byte[] content = new byte[body.readableBytes()];
    body.getBytes(body.readerIndex(), content);
    return new RemotingCommand(
        header.code(),
        header.language(),
        header.version(),
        header.opaque(),
        header.flag(),
        header.remark(),
        header.fields(),
        content,
        header.serializeType());
  }

  /**
   * The same frame with a header of its own, valid for as long as it is needed. It takes over the
   * body: only one of the two is released.
   */
  public RemotingFrame detach() {
    return new RemotingFrame(header.copy(), body);
  }

  /** Lets go of the body. */
  public void release() {
    body.release();
  }
}

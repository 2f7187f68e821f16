package io.cometmq.net;

import io.cometmq.protocol.codec.FrameSigner;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Signs the requests that leave over a connection. Owned by the connection's event loop. */
final class SigningHandler extends ChannelOutboundHandlerAdapter {
  private final FrameSigner signer;

  SigningHandler(FrameSigner signer) {
    this.signer = signer;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ctx.write(
        message instanceof ByteBuf frame ? signer.sign(ctx.alloc(), frame) : message, promise);
  }
}

package io.cometmq.net;

import io.cometmq.protocol.codec.BrokenFrameException;
import io.cometmq.protocol.codec.RemotingFrame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the frame decoder and Vert.x' own handler and takes the frames out before Vert.x
 * would queue them one by one. Owned by the connection's event loop.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  private final Connection connection;
  private final LoopTurn turn;
  private final FrameListener listener;
  private final RemotingStats stats;
  private boolean heldForWriting;
  private boolean closeReported;

  ConnectionHandler(
      Connection connection, LoopTurn turn, FrameListener listener, RemotingStats stats) {
    this.connection = connection;
    this.turn = turn;
    this.listener = listener;
    this.stats = stats;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof RemotingFrame frame)) {
      ctx.fireChannelRead(message);
      return;
    }
    ContextInternal context = connection.context();
    ContextInternal previous = context.beginDispatch();
    try {
      if (frame.header().isResponse()) {
        connection.complete(frame);
      } else {
        listener.onFrame(connection, frame);
      }
    } finally {
      context.endDispatch(previous);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    connection.touched(System.currentTimeMillis());
    turn.endAfterReading(ctx.executor());
    ctx.fireChannelReadComplete();
  }

  /** A peer that doesn't read its answers is not read either, so that they can't pile up. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = connection.isWritable();
    if (!writable && !heldForWriting) {
      heldForWriting = true;
      connection.holdReading();
    } else if (writable && heldForWriting) {
      heldForWriting = false;
      connection.resumeReading();
      connection.touched(System.currentTimeMillis());
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    reportClose();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
    Throwable cause =
        error instanceof DecoderException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof BrokenFrameException) {
      stats.onBrokenFrame();
      LOG.debug("closing {}: {}", connection, cause.getMessage());
    } else if (cause instanceof IOException) {
      LOG.debug("{}: {}", connection, cause.getMessage());
    } else {
      stats.onFailed();
      LOG.warn("closing {} after an unexpected failure", connection, cause);
    }
    ctx.close();
  }

  private void reportClose() {
    if (closeReported) {
      return;
    }
    closeReported = true;
    stats.onClose();
    ContextInternal context = connection.context();
    ContextInternal previous = context.beginDispatch();
    try {
      connection.onClosed();
      listener.onClose(connection);
    } finally {
      context.endDispatch(previous);
    }
  }
}

package io.cometmq.protocol.codec;

import io.cometmq.protocol.RemotingCommand;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection's decoder without a connection. Takes each frame apart while it is valid, as the
 * server does, and checks that its body is let go of.
 */
final class FrameReader implements AutoCloseable {
  static final int LIMIT = 16 << 20;

  private final List<RemotingCommand> commands = new ArrayList<>();
  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
  private final EmbeddedChannel channel;

  FrameReader() {
    this(LIMIT, frame -> {});
  }

  FrameReader(int limit) {
    this(limit, frame -> {});
  }

  /** Shows each frame to {@code visitor} too. */
  FrameReader(int limit, Consumer<RemotingFrame> visitor) {
    channel =
        new EmbeddedChannel(
            new RemotingFrameDecoder(limit),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                RemotingFrame frame = (RemotingFrame) message;
                try {
                  commands.add(frame.toCommand());
                  visitor.accept(frame);
                } catch (BrokenFrameException e) {
                  throw new AssertionError("passed as a frame although it is broken", e);
                } finally {
                  frame.release();
                }
              }
            });
    channel.config().setAllocator(memory);
  }

  /** The only frame in these bytes. */
  static RemotingCommand one(byte[] bytes) {
    try (FrameReader reader = new FrameReader()) {
      reader.write(bytes);
      return reader.only();
    }
  }

  /** Shows the only frame in these bytes to {@code visitor}. */
  static void visit(byte[] bytes, Consumer<RemotingFrame> visitor) {
    try (FrameReader reader = new FrameReader(LIMIT, visitor)) {
      reader.write(bytes);
      reader.only();
    }
  }

  /** Bytes arrive. */
  void write(byte[] bytes) {
    channel.writeInbound(memory.buffer(Math.max(1, bytes.length)).writeBytes(bytes));
  }

  /** Bytes arrive, from which the failure is returned as the server's last handler sees it. */
  @Nullable Throwable failure(byte[] bytes) {
    try {
      write(bytes);
      return null;
    } catch (DecoderException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (RuntimeException e) {
      return e;
    }
  }

  List<RemotingCommand> commands() {
    return commands;
  }

  RemotingCommand only() {
    if (commands.size() != 1) {
      throw new AssertionError(commands.size() + " frames instead of one");
    }
    return commands.get(0);
  }

  /** Ends the connection; no buffer may be held after that. */
  @Override
  public void close() {
    channel.finishAndReleaseAll();
    long held = memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    if (held != 0) {
      throw new AssertionError("leaked buffers of " + held + " bytes");
    }
  }
}

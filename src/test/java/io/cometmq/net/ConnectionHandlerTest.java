package io.cometmq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.codec.RemotingCommandEncoder;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.codec.RemotingFrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections whose requests are read together are answered together. */
final class ConnectionHandlerTest {
  private static final FrameListener ECHO =
      new FrameListener() {
        @Override
        public void onFrame(Connection connection, RemotingFrame frame) {
          connection.write(Unpooled.copyInt(frame.header().opaque()));
          frame.release();
        }

        @Override
        public void onClose(Connection connection) {
          // nobody holds anything for it
        }
      };

  private final Vertx vertx = Vertx.vertx();
  private final LoopTurn turn = new LoopTurn();
  private final AtomicInteger rung = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** Each has a loop of its own that runs tasks only when told to. */
  private EmbeddedChannel connection() {
    EmbeddedChannel channel = new EmbeddedChannel(new RemotingFrameDecoder(1 << 20));
    // reading on would run the tasks
    channel.config().setAutoRead(false);
    ChannelHandlerContext last = channel.pipeline().lastContext();
    Connection connection =
        new Connection(((VertxInternal) vertx).createEventLoopContext(), last, turn);
    channel.pipeline().addLast(new ConnectionHandler(connection, turn, ECHO, new RemotingStats()));
    return channel;
  }

  private static void request(EmbeddedChannel to, int opaque) {
    RemotingCommand request = RemotingCommand.request(1, Map.of(), new byte[0]).withOpaque(opaque);
    to.pipeline()
        .fireChannelRead(RemotingCommandEncoder.encode(UnpooledByteBufAllocator.DEFAULT, request));
  }

  private static int answer(EmbeddedChannel from) {
    ByteBuf answer = from.readOutbound();
    try {
      return answer.readInt();
    } finally {
      answer.release();
    }
  }

  @Test
  void shouldFlushAndRingOnceForAllThatWasReadTogether() {
    turn.atEnd(rung::incrementAndGet);
    EmbeddedChannel one = connection();
    EmbeddedChannel other = connection();

    request(one, 1);
    request(one, 2);
    one.pipeline().fireChannelReadComplete();
    request(other, 3);
    other.pipeline().fireChannelReadComplete();
    assertThat(one.outboundMessages()).isEmpty();
    assertThat(other.outboundMessages()).isEmpty();
    assertThat(rung).hasValue(0);

    one.runPendingTasks();
    assertThat(answer(one)).isEqualTo(1);
    assertThat(answer(one)).isEqualTo(2);
    assertThat(answer(other)).isEqualTo(3);
    assertThat(rung).hasValue(1);
  }
}

package io.cometmq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Small frames of a turn share buffers, and leave in the order in which they were written. */
final class ConnectionGatherTest {
  private final Vertx vertx = Vertx.vertx();
  private final LoopTurn turn = new LoopTurn();
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());

  @SuppressWarnings("NullAway.Init")
  private Connection connection;

  @BeforeEach
  void open() {
    connection =
        new Connection(
            ((VertxInternal) vertx).createEventLoopContext(),
            channel.pipeline().lastContext(),
            turn);
    connection.gather();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    vertx.close().await();
  }

  private ByteBuf gathered(int number) {
    ByteBuf frame = connection.frame(100).writeInt(number);
    connection.write(frame);
    return frame;
  }

  private String sent() {
    StringBuilder sent = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      sent.append('[');
      while (out.isReadable()) {
        sent.append(out.readInt());
      }
      sent.append(']');
      out.release();
    }
    return sent.toString();
  }

  @Test
  void shouldKeepTheOrderOfGatheredAndOtherFrames() {
    gathered(1);
    gathered(2);
    connection.write(Unpooled.copyInt(3));
    gathered(4);
    connection.write(Unpooled.copyInt(5), () -> {});
    gathered(6);
    assertThat(sent()).isEmpty();

    turn.end();
    assertThat(sent()).isEqualTo("[12][3][4][5][6]");
    gathered(7);
    turn.end();
    assertThat(sent()).isEqualTo("[7]");
  }

  @Test
  void shouldGoOnInAnotherBufferWhenOneIsFull() {
    for (int i = 0; i < 2_000; i++) {
      gathered(i % 10);
    }
    turn.end();
    assertThat(sent().replaceAll("[\\[\\]]", "")).isEqualTo("0123456789".repeat(200));
  }

  @Test
  void shouldLetGoOfWhatWasGatheredWhenTheConnectionIsLost() {
    ByteBuf frame = gathered(1);
    channel.close();
    connection.onClosed();
    turn.end();
    assertThat(frame.refCnt()).isZero();
  }
}

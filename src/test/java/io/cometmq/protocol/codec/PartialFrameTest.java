package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the decoder keeps of frames that come in pieces, and for how long. */
final class PartialFrameTest {
  private static final int PIECE = 50_000;

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new RemotingFrameDecoder(16 << 20),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
              taker.accept((RemotingFrame) message);
            }
          });

  private Consumer<RemotingFrame> taker = RemotingFrame::release;

  PartialFrameTest() {
    channel.config().setAllocator(memory);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertThat(held()).isZero();
  }

  private long held() {
    return memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
  }

  private void write(byte[] bytes) {
    channel.writeInbound(memory.buffer(bytes.length).writeBytes(bytes));
  }

  private static byte[] frame(int body, int fill) {
    byte[] content = new byte[body];
    Arrays.fill(content, (byte) fill);
    return PlainFrame.ofJson("{\"code\":1,\"opaque\":" + fill + "}", content);
  }

  private static byte[] joined(List<byte[]> frames) {
    ByteBuffer all = ByteBuffer.allocate(frames.stream().mapToInt(frame -> frame.length).sum());
    frames.forEach(all::put);
    return all.array();
  }

  @Test
  void shouldNotWriteOverFramesThatSomebodyStillHolds() {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    Random random = new Random(seed);
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      frames.add(frame(1 + random.nextInt(2 * PIECE), i));
    }
    byte[] stream = joined(frames);
    List<ByteBuf> kept = new ArrayList<>();
    int[] checked = new int[1];
    taker =
        frame -> {
          kept.add(frame.body());
          if (random.nextBoolean()) {
            checked[0] = check(kept, frames, checked[0], seed);
          }
        };
    for (int at = 0; at < stream.length; ) {
      int end = Math.min(stream.length, at + 1 + random.nextInt(PIECE));
      write(Arrays.copyOfRange(stream, at, end));
      at = end;
    }
    assertThat(check(kept, frames, checked[0], seed)).isEqualTo(frames.size());
  }

  /** The bodies at hand are those of the next frames; lets go of them. */
  private static int check(List<ByteBuf> kept, List<byte[]> frames, int from, long seed) {
    int number = from;
    for (ByteBuf body : kept) {
      byte[] frame = frames.get(number);
      byte[] expected =
          Arrays.copyOfRange(frame, frame.length - body.readableBytes(), frame.length);
      byte[] actual = new byte[expected.length];
      body.readBytes(actual);
      body.release();
      assertThat(actual).as("frame %s, seed %s", number, seed).isEqualTo(expected);
      number++;
    }
    kept.clear();
    return number;
  }

  @Test
  void shouldFillOneBufferAgainWhileLargeFramesComeInPieces() {
    byte[] stream = joined(List.of(frame(150_000, 1), frame(150_000, 2), frame(150_000, 3)));
    List<ByteBuf> used = new ArrayList<>();
    taker =
        frame -> {
          used.add(frame.body().unwrap());
          frame.release();
        };
    for (int at = 0; at < stream.length; at += PIECE) {
      write(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + PIECE)));
    }
    assertThat(used).hasSize(3);
    assertThat(used.get(1)).isSameAs(used.get(0));
    assertThat(used.get(2)).isSameAs(used.get(0));
  }

  @Test
  void shouldKeepNoBufferBetweenFrames() {
    byte[] frame = frame(100, 1);
    write(Arrays.copyOf(frame, 60));
    assertThat(held()).isPositive();
    write(Arrays.copyOfRange(frame, 60, frame.length));
    assertThat(held()).isZero();
  }

  @Test
  void shouldMakeLittleRoomForWhoeverAnnouncesMuch() {
    write(Arrays.copyOf(frame(10_000_000, 1), 20));
    assertThat(held()).isBetween(20L, 16L << 10);
  }

  @Test
  void shouldCopyNoMoreThanTheFrameThatIsCut() {
    byte[] stream = joined(List.of(frame(1_000, 1), frame(1_000, 2), frame(1_000, 3)));
    List<ByteBuf> used = new ArrayList<>();
    taker =
        frame -> {
          used.add(frame.body().unwrap());
          frame.release();
        };
    write(Arrays.copyOf(stream, 500));
    write(Arrays.copyOfRange(stream, 500, stream.length));
    assertThat(used).hasSize(3);
    assertThat(used.get(1)).isNotSameAs(used.get(0)).isSameAs(used.get(2));
  }

  @Test
  void shouldBelieveNothingAfterABrokenFrameThatCameInPieces() {
    byte[] bytes = PlainFrame.of(7, new byte[30]);
    try (FrameReader reader = new FrameReader()) {
      reader.write(Arrays.copyOf(bytes, 6));
      assertThat(reader.failure(Arrays.copyOfRange(bytes, 6, bytes.length)))
          .isInstanceOf(BrokenFrameException.class);
      reader.write(frame(10, 1));
      assertThat(reader.commands()).isEmpty();
    }
  }
}

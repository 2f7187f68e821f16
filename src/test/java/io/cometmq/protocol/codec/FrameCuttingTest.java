package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import io.cometmq.testkit.GoldenVector;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the network cuts the stream has no say in the frames that come out of it. */
final class FrameCuttingTest {
  private static final List<GoldenVector> GOLDEN = GoldenVector.of("frames.jsonl");

  @ParameterizedTest(name = "pieces of {0} bytes")
  @ValueSource(ints = {1, 3, 7, 64, 1021, 1 << 20})
  void shouldCutTheSameFramesFromPiecesOfAnySize(int size) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    GOLDEN.forEach(vector -> all.writeBytes(vector.bytes()));
    byte[] stream = all.toByteArray();

    try (FrameReader reader = new FrameReader()) {
      for (int at = 0; at < stream.length; at += size) {
        reader.write(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
      }

      assertThat(reader.commands()).hasSameSizeAs(GOLDEN);
      for (int i = 0; i < GOLDEN.size(); i++) {
        assertThat(reader.commands().get(i))
            .as(GOLDEN.get(i).name())
            .usingRecursiveComparison()
            .isEqualTo(FrameReader.one(GOLDEN.get(i).bytes()));
      }
    }
  }

  @Test
  void shouldWaitForTheLastByteOfEachFrame() {
    byte[] frame = GOLDEN.get(0).bytes();
    for (int cut = 0; cut < frame.length; cut++) {
      try (FrameReader reader = new FrameReader()) {
        reader.write(Arrays.copyOf(frame, cut));
        assertThat(reader.commands()).isEmpty();
        reader.write(Arrays.copyOfRange(frame, cut, frame.length));
        assertThat(reader.commands()).hasSize(1);
      }
    }
  }

  @Test
  void shouldHoldNothingWhenTheConnectionEndsWithinAFrame() {
    byte[] frame = GOLDEN.get(0).bytes();
    try (FrameReader reader = new FrameReader()) {
      reader.write(Arrays.copyOf(frame, frame.length - 1));
      assertThat(reader.commands()).isEmpty();
    }
  }

  @Test
  void shouldDecodeFramesWithoutBody() {
    RemotingCommand command = FrameReader.one(PlainFrame.ofJson("{\"code\":34}"));

    assertThat(command.code()).isEqualTo(34);
    assertThat(command.body()).isEmpty();
  }

  @Test
  void shouldDecodeFramesUpToTheLimitAndNotBeyond() {
    byte[] frame = PlainFrame.ofJson("{\"code\":1}", new byte[1000]);

    try (FrameReader reader = new FrameReader(frame.length)) {
      reader.write(frame);
      assertThat(reader.only().body()).hasSize(1000);
    }
    try (FrameReader reader = new FrameReader(frame.length - 1)) {
      assertThat(reader.failure(frame)).isInstanceOf(BrokenFrameException.class);
      assertThat(reader.commands()).isEmpty();
    }
  }

  @Test
  void shouldKeepADetachedFrameWhenTheNextOneComes() {
    RemotingFrame[] kept = new RemotingFrame[1];
    byte[] first =
        PlainFrame.ofJson(
            "{\"code\":1,\"opaque\":5,\"extFields\":{\"a\\\"b\":\"c\\u0001\"}}", (byte) 7);
    byte[] second = PlainFrame.ofJson("{\"code\":2,\"extFields\":{\"z\":\"overwrites\"}}");
    try (FrameReader reader =
        new FrameReader(
            FrameReader.LIMIT,
            frame -> {
              if (kept[0] == null) {
                frame.body().retain();
                kept[0] = frame.detach();
              }
            })) {
      reader.write(first);
      reader.write(second);

      assertThat(kept[0].toCommand())
          .usingRecursiveComparison()
          .isEqualTo(PlainFrame.read(withLanguage(first)));
      kept[0].release();
    }
  }

  @Test
  void shouldHoldNothingWhenAFieldCanNotBeWritten() {
    UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    RemotingCommand plain =
        RemotingCommand.request(1, Map.of("n".repeat(40_000), "v"), new byte[0]);
    RemotingCommand command =
        RemotingCommand.response(
            1, SerializeType.ROCKETMQ, 0, null, plain.extFields(), plain.body());

    assertThatThrownBy(() -> RemotingCommandEncoder.encode(memory, command))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory()).isZero();
  }

  /** The plain reader wants a language; the frame's is one that is not named. */
  private static byte[] withLanguage(byte[] frame) {
    String text = new String(frame, 8, frame.length - 9, java.nio.charset.StandardCharsets.UTF_8);
    return PlainFrame.ofJson(
        text.replace("{\"code\"", "{\"language\":\"OTHER\",\"code\""), frame[frame.length - 1]);
  }
}

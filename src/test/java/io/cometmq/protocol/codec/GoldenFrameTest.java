package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.SerializeType;
import io.cometmq.testkit.GoldenVector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames of the official release are read as what they are, and written so that they stay it. */
final class GoldenFrameTest {
  private static final String TRUNCATED = "pop_rocketmq_truncated_code";
  private static final Pattern STATED_CODE =
      Pattern.compile("[A-Z0-9] \\((\\d+)\\)|\\bcode (\\d+)");
  private static final Pattern STATED_REMARK = Pattern.compile("remark (.*)", Pattern.DOTALL);

  static List<GoldenVector> frames() {
    return GoldenVector.frames();
  }

  static List<GoldenVector> framesOfStatedCode() {
    return frames().stream().filter(it -> STATED_CODE.matcher(it.description()).find()).toList();
  }

  static List<GoldenVector> liveResponses() {
    return GoldenVector.of("live.jsonl", "live_response:");
  }

  @Test
  void shouldRunEveryFrame() {
    assertThat(frames()).hasSize(32 + 127 + 126 + 6);
    assertThat(liveResponses()).hasSize(126);
    assertThat(framesOfStatedCode()).hasSize(155);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frames")
  void shouldDecodeWhatThePlainWayReads(GoldenVector vector) {
    RemotingCommand decoded = FrameReader.one(vector.bytes());

    assertThat(decoded).usingRecursiveComparison().isEqualTo(meant(vector));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("framesOfStatedCode")
  void shouldDecodeTheStatedCode(GoldenVector vector) {
    Matcher stated = STATED_CODE.matcher(vector.description());
    assertThat(stated.find()).isTrue();
    String code = stated.group(1) == null ? stated.group(2) : stated.group(1);

    assertThat(FrameReader.one(vector.bytes()).code()).isEqualTo(Integer.parseInt(code));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("liveResponses")
  void shouldDecodeTheStatedRemark(GoldenVector vector) {
    Matcher stated = STATED_REMARK.matcher(vector.description());
    assertThat(stated.find()).isTrue();
    String remark = stated.group(1);
    RemotingCommand decoded = FrameReader.one(vector.bytes());

    assertThat(decoded.isResponse()).isTrue();
    assertThat(String.valueOf(decoded.remark())).isEqualTo(remark.isEmpty() ? "null" : remark);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frames")
  void shouldEncodeAsJsonWhatDecodesEqual(GoldenVector vector) {
    RemotingCommand command = in(SerializeType.JSON, meant(vector));

    assertThat(FrameReader.one(encode(command))).usingRecursiveComparison().isEqualTo(command);
    assertThat(PlainFrame.read(encode(command))).usingRecursiveComparison().isEqualTo(command);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frames")
  void shouldEncodeAsBinaryWhatDecodesEqual(GoldenVector vector) {
    RemotingCommand command = in(SerializeType.ROCKETMQ, meant(vector));
    command.extFields().values().removeIf(String::isEmpty);

    assertThat(FrameReader.one(encode(command))).usingRecursiveComparison().isEqualTo(command);
  }

  /** Cut off to 16 bits by the sender; nothing else can have been meant. */
  private static RemotingCommand meant(GoldenVector vector) {
    RemotingCommand plain = PlainFrame.read(vector.bytes());
    return vector.name().equals(TRUNCATED) ? withCode(RequestCode.POP_MESSAGE, plain) : plain;
  }

  private static RemotingCommand withCode(int code, RemotingCommand from) {
    return copy(code, from.serializeType(), from);
  }

  private static RemotingCommand in(SerializeType type, RemotingCommand from) {
    return copy(from.code(), type, from);
  }

  private static RemotingCommand copy(int code, SerializeType type, RemotingCommand from) {
    return new RemotingCommand(
        code,
        from.language(),
        from.version(),
        from.opaque(),
        from.flag(),
        from.remark(),
        from.extFields(),
        from.body(),
        type);
  }

  private static byte[] encode(RemotingCommand command) {
    ByteBuf frame = RemotingCommandEncoder.encode(PooledByteBufAllocator.DEFAULT, command);
    try {
      return ByteBufUtil.getBytes(frame);
    } finally {
      assertThat(frame.release()).isTrue();
    }
  }
}

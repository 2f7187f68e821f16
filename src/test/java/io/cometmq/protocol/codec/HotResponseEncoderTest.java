package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import io.cometmq.testkit.GoldenVector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The encoders of the hot responses write what the official server writes. */
final class HotResponseEncoderTest {
  private static final Set<String> SENT =
      Set.of("msgId", "queueId", "queueOffset", "transactionId", "MSG_REGION", "TRACE_ON");
  private static final Set<String> SENT_ALWAYS =
      Set.of("msgId", "queueId", "queueOffset", "MSG_REGION", "TRACE_ON");
  private static final Set<String> PULLED =
      Set.of("suggestWhichBrokerId", "nextBeginOffset", "minOffset", "maxOffset");

  static List<GoldenVector> sendResponses() {
    return responses(
        plain ->
            plain.code() == 0
                && plain.extFields().keySet().containsAll(SENT_ALWAYS)
                && SENT.containsAll(plain.extFields().keySet()));
  }

  static List<GoldenVector> pullResponses() {
    return responses(plain -> plain.extFields().keySet().containsAll(PULLED));
  }

  private static List<GoldenVector> responses(
      java.util.function.Predicate<RemotingCommand> wanted) {
    return GoldenVector.frames().stream()
        .filter(
            vector -> {
              RemotingCommand plain = PlainFrame.read(vector.bytes());
              return plain.isResponse() && wanted.test(plain);
            })
        .toList();
  }

  @Test
  void shouldRunEverySendAndPullResponse() {
    assertThat(sendResponses()).hasSize(10);
    assertThat(pullResponses()).hasSize(16);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sendResponses")
  void shouldAnswerSendsWithTheGoldenFields(GoldenVector vector) {
    RemotingCommand golden = PlainFrame.read(vector.bytes());
    Map<String, String> fields = golden.extFields();
    for (SerializeType type : SerializeType.values()) {
      byte[] frame =
          send(
              type,
              golden.opaque(),
              golden.code(),
              field(fields, "MSG_REGION"),
              field(fields, "msgId"),
              Integer.parseInt(field(fields, "queueId")),
              Long.parseLong(field(fields, "queueOffset")),
              fields.getOrDefault("transactionId", ""));

      assertAnswer(frame, type, golden.opaque(), golden.code(), null, fields);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pullResponses")
  void shouldAnswerPullsWithTheGoldenFields(GoldenVector vector) {
    RemotingCommand golden = PlainFrame.read(vector.bytes());
    Map<String, String> fields = new HashMap<>(golden.extFields());
    fields.keySet().retainAll(PULLED);
    String remark = golden.remark() == null ? "" : golden.remark();
    for (SerializeType type : SerializeType.values()) {
      ByteBuf out = Unpooled.buffer();
      new PullMessageResponseEncoder()
          .encode(
              out,
              type,
              golden.opaque(),
              golden.code(),
              remark.getBytes(StandardCharsets.US_ASCII),
              Long.parseLong(field(fields, "suggestWhichBrokerId")),
              Long.parseLong(field(fields, "nextBeginOffset")),
              Long.parseLong(field(fields, "minOffset")),
              Long.parseLong(field(fields, "maxOffset")),
              golden.body().length);
      out.writeBytes(golden.body());
      byte[] frame = ByteBufUtil.getBytes(out);

      assertAnswer(frame, type, golden.opaque(), golden.code(), golden.remark(), fields);
      assertThat(FrameReader.one(frame).body()).isEqualTo(golden.body());
    }
  }

  @ParameterizedTest
  @EnumSource(SerializeType.class)
  void shouldWriteNumbersOfAnySize(SerializeType type) {
    long[] numbers = {
      0, 9, 10, -1, -10, 99_999, 100_000, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE
    };
    PullMessageResponseEncoder encoder = new PullMessageResponseEncoder();
    for (long number : numbers) {
      ByteBuf out = Unpooled.buffer();
      int opaque = (int) number;
      encoder.encode(out, type, opaque, 21, new byte[0], number, number, number, number, 0);

      String text = Long.toString(number);
      Map<String, String> fields = new HashMap<>();
      PULLED.forEach(name -> fields.put(name, text));
      assertAnswer(ByteBufUtil.getBytes(out), type, opaque, 21, null, fields);
    }
  }

  @ParameterizedTest
  @EnumSource(SerializeType.class)
  void shouldKeepWhateverAProducerCallsItsMessage(SerializeType type) {
    String id = "q\"b\\c\u0001\n 中文 \uD83D\uDE00";

    byte[] frame = send(type, 3, 0, "region-1", "ID", 1, 2, id);

    Map<String, String> fields =
        Map.of(
            "msgId", "ID",
            "queueId", "1",
            "queueOffset", "2",
            "transactionId", id,
            "MSG_REGION", "region-1",
            "TRACE_ON", "true");
    assertAnswer(frame, type, 3, 0, null, fields);
  }

  @ParameterizedTest
  @EnumSource(SerializeType.class)
  void shouldAppendFramesToTheSameBuffer(SerializeType type) {
    ByteBuf out = Unpooled.buffer();
    PullMessageResponseEncoder encoder = new PullMessageResponseEncoder();
    encoder.encode(out, type, 1, 0, new byte[] {'F'}, 0, 1, 2, 3, 2);
    out.writeShort(0x0102);
    encoder.encode(out, type, 2, 19, new byte[0], 0, 1, 2, 3, 0);

    try (FrameReader reader = new FrameReader()) {
      reader.write(ByteBufUtil.getBytes(out));
      assertThat(reader.commands()).extracting(RemotingCommand::opaque).containsExactly(1, 2);
      assertThat(reader.commands()).extracting(RemotingCommand::remark).containsExactly("F", null);
      assertThat(reader.commands().get(0).body()).containsExactly(1, 2);
    }
  }

  private static byte[] send(
      SerializeType type,
      int opaque,
      int code,
      String region,
      String ids,
      int queueId,
      long queueOffset,
      String uniqueId) {
    ByteBuf out = Unpooled.buffer();
    byte[] idBytes = (ids + "rest").getBytes(StandardCharsets.US_ASCII);
    byte[] uniqueBytes = (uniqueId + "rest").getBytes(StandardCharsets.UTF_8);
    new SendMessageResponseEncoder(region)
        .encode(
            out,
            type,
            opaque,
            code,
            idBytes,
            idBytes.length - 4,
            queueId,
            queueOffset,
            uniqueBytes,
            uniqueBytes.length - 4,
            new byte[0]);
    return ByteBufUtil.getBytes(out);
  }

  private static void assertAnswer(
      byte[] frame,
      SerializeType type,
      int opaque,
      int code,
      @Nullable String remark,
      Map<String, String> fields) {
    RemotingCommand read = FrameReader.one(frame);
    assertThat(read).usingRecursiveComparison().isEqualTo(PlainFrame.read(frame));
    assertThat(read.serializeType()).isEqualTo(type);
    assertThat(read.opaque()).isEqualTo(opaque);
    assertThat(read.code()).isEqualTo(code);
    assertThat(read.flag()).isEqualTo(RemotingCommand.RESPONSE_FLAG);
    assertThat(read.version()).isEqualTo(RemotingCommand.PROTOCOL_VERSION);
    assertThat(read.remark()).isEqualTo(remark);
    assertThat(read.extFields()).isEqualTo(fields);
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new AssertionError("no field " + name);
    }
    return value;
  }
}

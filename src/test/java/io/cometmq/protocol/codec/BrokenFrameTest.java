package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.protocol.codec.BrokenFrameException.Reason;
import io.cometmq.testkit.GoldenVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no frame are refused for a reason, and nothing that follows is believed. */
final class BrokenFrameTest {
  private static final byte[] GOOD = PlainFrame.ofJson("{\"code\":1}");

  static Stream<Arguments> brokenLengths() {
    return Stream.of(
        Arguments.of("text of another protocol", ascii("GET / HTTP/1.1\r\n\r\n")),
        Arguments.of("TLS", new byte[] {0x16, 3, 1, 0, 1}),
        Arguments.of("negative length", ints(-1, 0)),
        Arguments.of("smallest length", ints(Integer.MIN_VALUE)),
        Arguments.of("hugest length", ints(Integer.MAX_VALUE)),
        Arguments.of("length without room for the header's", ints(3, 0)),
        Arguments.of("length 0", ints(0)),
        Arguments.of("one byte above the limit", ints(FrameReader.LIMIT - 3)));
  }

  static Stream<Arguments> brokenHeaderLengths() {
    return Stream.of(
        Arguments.of("one byte too long", ints(5, 2, 0)),
        Arguments.of("the longest", ints(8, 0xFFFFFF, 0)),
        Arguments.of("with nothing there", ints(4, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenLengths")
  void shouldRefuseLengthsOfNoFrame(String name, byte[] bytes) {
    assertThat(reasonFor(bytes)).isEqualTo(Reason.LENGTH);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenHeaderLengths")
  void shouldRefuseHeadersLongerThanTheirFrame(String name, byte[] bytes) {
    assertThat(reasonFor(bytes)).isEqualTo(Reason.HEADER_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 127, 128, 255})
  void shouldRefuseUnknownSerialisations(int type) {
    assertThat(reasonFor(PlainFrame.of(type, ascii("{\"code\":1}"))))
        .isEqualTo(Reason.SERIALIZE_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{}",
        "[]",
        "null",
        "\"code\"",
        "{\"code\"}",
        "{\"code\":}",
        "{\"code\":1",
        "{\"code\":1,}",
        "{\"code\":1 \"flag\":0}",
        "{\"code\":one}",
        "{\"code\":\"\"}",
        "{\"code\":-}",
        "{\"code\":1.5}",
        "{\"code\":12345678901}",
        "{\"code\":null}",
        "{\"code\":1,\"flag\":{}}",
        "{\"code\":1,\"remark\":\"no end}",
        "{\"code\":1,\"remark\":\"escaped end\\\"}",
        "{\"code\":1,\"extFields\":{}",
        "{\"code\":1,\"extFields\":[\"a\"]}",
        "{\"code\":1,\"extFields\":\"a\"}",
        "{\"code\":1,\"extFields\":{\"a\"}}",
        "{\"code\":1,\"extFields\":{\"a\":}}",
        "{\"code\":1,\"extFields\":{a:1}}",
        "{\"code\":1,\"extFields\":{\"a\":\"1\"]}",
        "{\"code\":1,\"other\":[1}",
        "{code:1}"
      })
  void shouldRefuseBrokenJson(String header) {
    assertThat(reasonFor(PlainFrame.ofJson(header))).isEqualTo(Reason.HEADER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"code\":1,\"remark\":\"\\u12\"}",
        "{\"code\":1,\"remark\":\"\\u\"}",
        "{\"code\":1,\"remark\":\"\\u12G4\"}",
        "{\"code\":1,\"remark\":\"\\uD83D\\u12\"}",
        "{\"code\":1,\"extFields\":{\"a\":\"\\u123\"}}",
        "{\"code\":1,\"extFields\":{\"\\u-123\":\"a\"}}"
      })
  void shouldRefuseBrokenEscapesBeforeAnyoneReadsThem(String header) {
    assertThat(reasonFor(PlainFrame.ofJson(header))).isEqualTo(Reason.HEADER);
  }

  @Test
  void shouldRefuseJsonNestedTooDeeply() {
    String deep = "[".repeat(100_000);

    assertThat(reasonFor(PlainFrame.ofJson("{\"code\":1,\"x\":" + deep))).isEqualTo(Reason.HEADER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"send_v2_rocketmq_fast", "pull_rocketmq", "error_system_busy_rocketmq"})
  void shouldRefuseBinaryHeadersCutAnywhere(String name) {
    byte[] whole = GoldenVector.named("frames.jsonl", name).bytes();
    int headerLength = ByteBuffer.wrap(whole).getInt(4) & 0xFFFFFF;
    for (int length = 0; length < headerLength; length++) {
      byte[] header = Arrays.copyOfRange(whole, 8, 8 + length);
      assertThat(reasonFor(PlainFrame.of(1, header)))
          .as("first " + length)
          .isEqualTo(Reason.HEADER);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"send_v2_json", "pull_json", "error_system_busy_json"})
  void shouldRefuseJsonHeadersCutAnywhere(String name) {
    byte[] whole = GoldenVector.named("frames.jsonl", name).bytes();
    int headerLength = ByteBuffer.wrap(whole).getInt(4) & 0xFFFFFF;
    for (int length = 0; length < headerLength; length++) {
      byte[] header = Arrays.copyOfRange(whole, 8, 8 + length);
      assertThat(reasonFor(PlainFrame.of(0, header)))
          .as("first " + length)
          .isEqualTo(Reason.HEADER);
    }
  }

  static Stream<Arguments> brokenBinary() {
    return Stream.of(
        Arguments.of("negative remark", binary(-1, new byte[0], 0)),
        Arguments.of("hugest remark", binary(Integer.MAX_VALUE, new byte[0], 0)),
        Arguments.of("negative fields", binary(0, new byte[0], -1)),
        Arguments.of("hugest fields", binary(0, new byte[0], Integer.MAX_VALUE)),
        Arguments.of("half a name length", binary(0, new byte[] {0}, 1)),
        Arguments.of("negative name", binary(0, new byte[] {-1, -1, 0, 0, 0, 0}, 6)),
        Arguments.of("name without value", binary(0, new byte[] {0, 1, 'a'}, 3)),
        Arguments.of("negative value", binary(0, new byte[] {0, 1, 'a', -1, -1, -1, -1}, 7)),
        Arguments.of("value cut off", binary(0, new byte[] {0, 1, 'a', 0, 0, 0, 1}, 7)),
        Arguments.of("hugest value", binary(0, new byte[] {0, 1, 'a', 127, -1, -1, -1}, 7)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenBinary")
  void shouldRefuseBinaryLengthsThatDoNotFit(String name, byte[] header) {
    assertThat(reasonFor(PlainFrame.of(1, header))).isEqualTo(Reason.HEADER);
  }

  @Test
  void shouldDecodeWhatCameBeforeBrokenBytesAndNothingAfterThem() {
    try (FrameReader reader = new FrameReader()) {
      byte[] bytes =
          ByteBuffer.allocate(2 * GOOD.length + 4).put(GOOD).putInt(-1).put(GOOD).array();

      assertThat(reader.failure(bytes)).isInstanceOf(BrokenFrameException.class);
      assertThat(reader.failure(GOOD)).isNull();
      assertThat(reader.commands()).hasSize(1);
    }
  }

  private static Reason reasonFor(byte[] bytes) {
    try (FrameReader reader = new FrameReader()) {
      Throwable failure = reader.failure(bytes);
      assertThat(reader.commands()).isEmpty();
      if (failure instanceof BrokenFrameException broken) {
        assertThat(broken).message().isNotBlank();
        return broken.reason();
      }
      throw new AssertionError("not refused: " + failure, failure);
    }
  }

  private static byte[] binary(int remarkLength, byte[] fields, int fieldsLength) {
    return ByteBuffer.allocate(21 + fields.length)
        .putShort((short) 10)
        .put((byte) 0)
        .putShort((short) 479)
        .putInt(1)
        .putInt(0)
        .putInt(remarkLength)
        .putInt(fieldsLength)
        .put(fields)
        .array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

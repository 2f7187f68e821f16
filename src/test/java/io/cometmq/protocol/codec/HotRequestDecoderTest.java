package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.SerializeType;
import io.cometmq.protocol.header.PullMessageRequest;
import io.cometmq.protocol.header.SendMessageRequest;
import io.cometmq.testkit.GoldenVector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoders of sends and pulls say the same as the header's fields as a map. */
final class HotRequestDecoderTest {
  private static final Set<Integer> SENDS =
      Set.of(RequestCode.SEND_MESSAGE, RequestCode.SEND_MESSAGE_V2, RequestCode.SEND_BATCH_MESSAGE);
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("producerGroup", "a"),
          Map.entry("topic", "b"),
          Map.entry("defaultTopic", "c"),
          Map.entry("defaultTopicQueueNums", "d"),
          Map.entry("queueId", "e"),
          Map.entry("sysFlag", "f"),
          Map.entry("bornTimestamp", "g"),
          Map.entry("flag", "h"),
          Map.entry("properties", "i"),
          Map.entry("reconsumeTimes", "j"),
          Map.entry("unitMode", "k"),
          Map.entry("maxReconsumeTimes", "l"),
          Map.entry("batch", "m"),
          Map.entry("bname", "n"));

  private static final Map<String, String> SEND =
      Map.of("a", "PG", "b", "T", "c", "TBW102", "d", "4", "e", "1", "f", "0", "g", "9", "h", "0");

  private static final Map<String, String> PULL =
      Map.of(
          "consumerGroup", "CG",
          "topic", "T",
          "queueId", "1",
          "queueOffset", "2",
          "maxMsgNums", "32",
          "sysFlag", "3",
          "commitOffset", "4",
          "suspendTimeoutMillis", "5",
          "subVersion", "6");

  static List<GoldenVector> sends() {
    return requests(SENDS);
  }

  static List<GoldenVector> pulls() {
    return requests(Set.of(RequestCode.PULL_MESSAGE, RequestCode.LITE_PULL_MESSAGE));
  }

  private static List<GoldenVector> requests(Set<Integer> codes) {
    return GoldenVector.frames().stream()
        .filter(
            vector -> {
              RemotingCommand plain = PlainFrame.read(vector.bytes());
              return !plain.isResponse() && codes.contains(plain.code());
            })
        .toList();
  }

  @Test
  void shouldRunEverySendAndPull() {
    assertThat(sends()).hasSize(17);
    assertThat(pulls()).hasSize(23);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sends")
  void shouldReadGoldenSends(GoldenVector vector) {
    RemotingCommand plain = PlainFrame.read(vector.bytes());
    for (SerializeType type : SerializeType.values()) {
      Sent sent = send(type, plain.code(), plain.extFields());

      assertThat(sent.request()).isEqualTo(expectedSend(plain, sent.request().propertiesField()));
      assertThat(sent.properties()).isEqualTo(sendField(plain, "properties"));
    }
    FrameReader.visit(
        vector.bytes(),
        frame -> {
          SendMessageRequest read = new SendMessageRequestDecoder().decode(frame.header());
          assertThat(read).isEqualTo(expectedSend(plain, read.propertiesField()));
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pulls")
  void shouldReadGoldenPulls(GoldenVector vector) {
    RemotingCommand plain = PlainFrame.read(vector.bytes());
    for (SerializeType type : SerializeType.values()) {
      assertThat(pull(type, plain.code(), plain.extFields()))
          .isEqualTo(expectedPull(plain.extFields()));
    }
    FrameReader.visit(
        vector.bytes(),
        frame ->
            assertThat(new PullMessageRequestDecoder().decode(frame.header()))
                .isEqualTo(expectedPull(plain.extFields())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f", "g", "h"})
  void shouldNameTheShortFieldThatASendLacks(String missing) {
    Map<String, String> fields = new LinkedHashMap<>(SEND);
    fields.remove(missing);

    assertThatThrownBy(() -> send(SerializeType.JSON, RequestCode.SEND_MESSAGE_V2, fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("header field " + missing + " \\(\\w+\\) is missing");
  }

  @Test
  void shouldNameTheLongFieldThatASendLacks() {
    assertThatThrownBy(() -> send(SerializeType.JSON, RequestCode.SEND_MESSAGE, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header field producerGroup is missing");
  }

  @Test
  void shouldNotTakeShortNamesForLongOnes() {
    assertThatThrownBy(() -> send(SerializeType.JSON, RequestCode.SEND_MESSAGE, SEND))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(SerializeType.class)
  void shouldTakeDefaultsForWhatASendMayLeaveOut(SerializeType type) {
    Sent sent = send(type, RequestCode.SEND_MESSAGE_V2, SEND);

    assertThat(sent.request())
        .isEqualTo(
            new SendMessageRequest(
                "PG", "T", "TBW102", 4, 1, 0, 9, 0, -1, 0, false, -1, false, null));
  }

  @Test
  void shouldNameTheFieldThatAPullLacks() {
    for (String missing : PULL.keySet()) {
      Map<String, String> fields = new LinkedHashMap<>(PULL);
      fields.remove(missing);
      assertThatThrownBy(() -> pull(SerializeType.ROCKETMQ, RequestCode.PULL_MESSAGE, fields))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("header field " + missing + " is missing");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "queueId, x",
    "queueId, 1.5",
    "queueId, -",
    "queueId, ' 1'",
    "queueId, 2147483648",
    "queueId, -2147483649",
    "queueOffset, 9223372036854775808",
    "queueOffset, 9999999999999999999",
    "queueOffset, -9223372036854775809",
    "queueOffset, 18446744073709551617"
  })
  void shouldNameTheFieldThatIsNoNumber(String name, String value) {
    Map<String, String> fields = new LinkedHashMap<>(PULL);
    fields.put(name, value);

    assertThatThrownBy(() -> pull(SerializeType.JSON, RequestCode.PULL_MESSAGE, fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header field '" + name + "' must be a number, not '" + value + "'");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE})
  void shouldReadNumbersOfAnySize(long value) {
    Map<String, String> fields = new LinkedHashMap<>(PULL);
    fields.put("queueOffset", Long.toString(value));

    assertThat(pull(SerializeType.JSON, RequestCode.PULL_MESSAGE, fields).queueOffset())
        .isEqualTo(value);
  }

  @Test
  void shouldCountTheLastOfTwoFieldsOfOneName() {
    FrameReader.visit(
        PlainFrame.ofJson("{\"code\":1,\"extFields\":{\"a\":\"first\",\"a\":\"last\"}}"),
        frame -> {
          HeaderView header = frame.header();
          assertThat(header.text(header.find(new byte[] {'a'}))).isEqualTo("last");
          assertThat(header.fields()).containsEntry("a", "last");
        });
  }

  private record Sent(SendMessageRequest request, @Nullable String properties) {}

  private static Sent send(SerializeType type, int code, Map<String, String> fields) {
    List<Sent> found = new ArrayList<>();
    SendMessageRequestDecoder decoder = new SendMessageRequestDecoder();
    FrameReader.visit(
        encode(type, code, fields),
        frame -> {
          SendMessageRequest request = decoder.decode(frame.header());
          assertThat(decoder.decode(frame.header())).isEqualTo(request);
          found.add(new Sent(request, properties(frame.header(), request.propertiesField())));
        });
    return found.get(0);
  }

  /** As text; the bytes for the record must be the same. */
  private static @Nullable String properties(HeaderView header, int field) {
    if (field < 0) {
      return null;
    }
    byte[] copy = new byte[header.maxTextLength(field) + 1];
    int length = header.copyText(field, copy, 1);
    String text = header.text(field);
    assertThat(new String(copy, 1, length, StandardCharsets.UTF_8)).isEqualTo(text);
    return text;
  }

  private static PullMessageRequest pull(SerializeType type, int code, Map<String, String> fields) {
    List<PullMessageRequest> found = new ArrayList<>();
    FrameReader.visit(
        encode(type, code, fields),
        frame -> found.add(new PullMessageRequestDecoder().decode(frame.header())));
    return found.get(0);
  }

  private static byte[] encode(SerializeType type, int code, Map<String, String> fields) {
    RemotingCommand request = RemotingCommand.request(code, fields, new byte[0]);
    RemotingCommand typed =
        new RemotingCommand(
            code, request.language(), request.version(), 7, 0, null, fields, request.body(), type);
    ByteBuf frame = RemotingCommandEncoder.encode(UnpooledByteBufAllocator.DEFAULT, typed);
    try {
      return ByteBufUtil.getBytes(frame);
    } finally {
      frame.release();
    }
  }

  private static @Nullable String sendField(RemotingCommand command, String name) {
    boolean longNames = command.code() == RequestCode.SEND_MESSAGE;
    return command.extFields().get(longNames ? name : SHORT.get(name));
  }

  private static SendMessageRequest expectedSend(RemotingCommand command, int propertiesField) {
    assertThat(propertiesField >= 0).isEqualTo(sendField(command, "properties") != null);
    return new SendMessageRequest(
        String.valueOf(sendField(command, "producerGroup")),
        String.valueOf(sendField(command, "topic")),
        String.valueOf(sendField(command, "defaultTopic")),
        (int) number(sendField(command, "defaultTopicQueueNums"), 0),
        (int) number(sendField(command, "queueId"), 0),
        (int) number(sendField(command, "sysFlag"), 0),
        number(sendField(command, "bornTimestamp"), 0),
        (int) number(sendField(command, "flag"), 0),
        propertiesField,
        (int) number(sendField(command, "reconsumeTimes"), 0),
        "true".equals(sendField(command, "unitMode")),
        (int) number(sendField(command, "maxReconsumeTimes"), -1),
        "true".equals(sendField(command, "batch")),
        sendField(command, "bname"));
  }

  private static PullMessageRequest expectedPull(Map<String, String> fields) {
    return new PullMessageRequest(
        String.valueOf(fields.get("consumerGroup")),
        String.valueOf(fields.get("topic")),
        (int) number(fields.get("queueId"), 0),
        number(fields.get("queueOffset"), 0),
        (int) number(fields.get("maxMsgNums"), 0),
        (int) number(fields.get("sysFlag"), 0),
        number(fields.get("commitOffset"), 0),
        number(fields.get("suspendTimeoutMillis"), 0),
        fields.get("subscription"),
        number(fields.get("subVersion"), 0),
        fields.get("expressionType"),
        (int) number(fields.get("maxMsgBytes"), 0));
  }

  private static long number(@Nullable String text, long ifAbsent) {
    return text == null ? ifAbsent : Long.parseLong(text);
  }
}

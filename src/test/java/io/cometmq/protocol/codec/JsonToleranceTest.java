package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.LanguageCode;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as clients of all languages write them. */
final class JsonToleranceTest {
  @Test
  void shouldReadAHeaderThatOnlyHasACode() {
    RemotingCommand command = read("{\"code\":34}");

    assertThat(command)
        .usingRecursiveComparison()
        .isEqualTo(
            new RemotingCommand(
                34, LanguageCode.OTHER, 0, 0, 0, null, Map.of(), new byte[0], SerializeType.JSON));
  }

  @Test
  void shouldReadMembersInAnyOrderAndWithAnySpace() {
    RemotingCommand command =
        read(
            " {\n\t\"version\" : 3 , \"extFields\" : { \"a\" : \"b\" , \"c\":\"d\" } ,\r\n"
                + "\"flag\":2,\"opaque\":-7,\"language\":\"CPP\",\"remark\":\"r\",\"code\": 10 } ");

    assertThat(command.code()).isEqualTo(10);
    assertThat(command.version()).isEqualTo(3);
    assertThat(command.opaque()).isEqualTo(-7);
    assertThat(command.flag()).isEqualTo(2);
    assertThat(command.remark()).isEqualTo("r");
    assertThat(command.language()).isEqualTo(LanguageCode.CPP);
    assertThat(command.extFields()).isEqualTo(Map.of("a", "b", "c", "d"));
  }

  @Test
  void shouldReadBareValuesOfFieldsAsText() {
    assertThat(fields("{\"n\":12,\"m\":-3,\"d\":1.5e3,\"t\":true,\"f\":false,\"z\":0}"))
        .isEqualTo(Map.of("n", "12", "m", "-3", "d", "1.5e3", "t", "true", "f", "false", "z", "0"));
  }

  @Test
  void shouldLeaveOutFieldsThatAreNullAndKeepEmptyOnes() {
    assertThat(fields("{\"a\":null,\"b\":\"\",\"c\":\"null\"}"))
        .isEqualTo(Map.of("b", "", "c", "null"));
  }

  @Test
  void shouldPassOverFieldsThatAreNoValues() {
    assertThat(fields("{\"a\":{\"x\":[1,{}]},\"b\":\"1\",\"c\":[],\"d\":[\"]\"]}"))
        .isEqualTo(Map.of("b", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{ }"})
  void shouldReadMissingFieldsAsNone(String none) {
    assertThat(fields(none)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\""})
  void shouldReadAnEmptyRemarkAsNone(String none) {
    assertThat(read("{\"code\":1,\"remark\":" + none + "}").remark()).isNull();
  }

  @Test
  void shouldIgnoreUnknownMembers() {
    RemotingCommand command =
        read(
            "{\"serializeTypeCurrentRPC\":\"JSON\",\"x\":{\"code\":9,\"y\":[{},[],\"}\",null]},"
                + "\"s\":\"\\\"\",\"code\":1,\"n\":null,\"b\":false,\"codes\":2}");

    assertThat(command.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"KLINGON\"", "\"\"", "\"java\"", "77"})
  void shouldReadUnknownLanguagesAsOther(String language) {
    assertThat(read("{\"code\":1,\"language\":" + language + "}").language())
        .isEqualTo(LanguageCode.OTHER);
  }

  @ParameterizedTest
  @EnumSource(LanguageCode.class)
  void shouldReadEveryLanguageInBothForms(LanguageCode language) {
    for (SerializeType type : SerializeType.values()) {
      RemotingCommand command =
          new RemotingCommand(1, language, 5, 2, 0, null, Map.of(), new byte[0], type);
      assertThat(roundTrip(command).language()).isEqualTo(language);
    }
  }

  @Test
  void shouldReadRawControlCharacters() {
    assertThat(fields("{\"i\":\"TAGS\u0001TagA\u0002\t\n\"}"))
        .containsEntry("i", "TAGS\u0001TagA\u0002\t\n");
  }

  @Test
  void shouldResolveEscapes() {
    assertThat(fields("{\"i\":\"\\u0001\\u0002\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4F60\\u597d\\u00e9\"}"))
        .containsEntry("i", "\u0001\u0002\"\\/\b\f\n\r\t你好é");
  }

  @Test
  void shouldJoinSurrogatesWrittenAsEscapes() {
    assertThat(fields("{\"a\":\"<\\uD83D\\uDE00>\",\"b\":\"<😀>\"}"))
        .isEqualTo(Map.of("a", "<\uD83D\uDE00>", "b", "<\uD83D\uDE00>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\uD83D",
        "\\uDE00",
        "\\uDE00\\uD83D",
        "\\uD83Dx",
        "\\uD83D\\n",
        "\\uD83D\\u0041"
      })
  void shouldReplaceHalvesOfSurrogates(String half) {
    String text = fields("{\"a\":\"" + half + "\"}").getOrDefault("a", "");

    assertThat(text).startsWith("?").doesNotContain("\uD83D", "\uDE00");
  }

  @Test
  void shouldResolveEscapesInRemarkAndNames() {
    RemotingCommand command =
        read("{\"code\":1,\"remark\":\"a\\nb\",\"extFields\":{\"k\\\"\\u0041\":\"v\"}}");

    assertThat(command.remark()).isEqualTo("a\nb");
    assertThat(command.extFields()).isEqualTo(Map.of("k\"A", "v"));
  }

  @Test
  void shouldFindFieldsWhoseNamesAreEscaped() {
    FrameReader.visit(
        PlainFrame.ofJson("{\"code\":1,\"extFields\":{\"\\u0061b\":\"v\",\"a\":\"w\"}}"),
        frame -> {
          assertThat(frame.header().find(new byte[] {'a', 'b'})).isZero();
          assertThat(frame.header().find(new byte[] {'a'})).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @EnumSource(SerializeType.class)
  void shouldWriteAnyTextSoThatItReadsTheSame(SerializeType type) {
    Map<String, String> fields = new LinkedHashMap<>();
    StringBuilder low = new StringBuilder();
    for (char c = 0; c < 0x180; c++) {
      low.append(c);
    }
    fields.put("low", low.toString());
    fields.put("wide", "中文 😀 \u2028\uFFFF");
    fields.put("quoted\"name\\", "\\\\\"\"");
    fields.put("名", "x".repeat(70_000));
    for (int i = 0; i < 100; i++) {
      fields.put("field" + i, "value" + i);
    }
    RemotingCommand command =
        new RemotingCommand(
            -5, LanguageCode.GO, 513, -1, 3, low.toString(), fields, new byte[] {1, 2}, type);

    assertThat(roundTrip(command)).usingRecursiveComparison().isEqualTo(command);
  }

  private static Map<String, String> fields(String json) {
    return read("{\"code\":1,\"extFields\":" + json + "}").extFields();
  }

  private static RemotingCommand read(String json) {
    return FrameReader.one(PlainFrame.ofJson(json));
  }

  private static RemotingCommand roundTrip(RemotingCommand command) {
    ByteBuf frame = RemotingCommandEncoder.encode(UnpooledByteBufAllocator.DEFAULT, command);
    try {
      return FrameReader.one(ByteBufUtil.getBytes(frame));
    } finally {
      frame.release();
    }
  }
}

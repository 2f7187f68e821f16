package io.cometmq.protocol.codec;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cometmq.model.LanguageCode;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads frames the plain way, with nothing of the code under test, and makes frames. */
final class PlainFrame {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

  private PlainFrame() {}

  static RemotingCommand read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != in.remaining()) {
      throw new IllegalArgumentException("not one frame");
    }
    int field = in.getInt();
    byte[] header = new byte[field & 0xFFFFFF];
    in.get(header);
    byte[] body = new byte[in.remaining()];
    in.get(body);
    return field >>> 24 == 0 ? json(header, body) : binary(ByteBuffer.wrap(header), body);
  }

  private static RemotingCommand json(byte[] header, byte[] body) {
    JsonNode node;
    try {
      node = JSON.readTree(header);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    node.path("extFields")
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    String remark = node.path("remark").asText("");
    return new RemotingCommand(
        node.path("code").intValue(),
        LanguageCode.valueOf(node.path("language").asText()),
        node.path("version").intValue(),
        node.path("opaque").intValue(),
        node.path("flag").intValue(),
        remark.isEmpty() ? null : remark,
        fields,
        body,
        SerializeType.JSON);
  }

  private static RemotingCommand binary(ByteBuffer in, byte[] body) {
    short code = in.getShort();
    LanguageCode language = in.get() == 0 ? LanguageCode.JAVA : LanguageCode.OTHER;
    short version = in.getShort();
    int opaque = in.getInt();
    int flag = in.getInt();
    String remark = text(in, in.getInt());
    Map<String, String> fields = new LinkedHashMap<>();
    int end = in.getInt() + in.position();
    while (in.position() < end) {
      String name = text(in, in.getShort());
      fields.put(String.valueOf(name), String.valueOf(text(in, in.getInt())));
    }
    return new RemotingCommand(
        code, language, version, opaque, flag, remark, fields, body, SerializeType.ROCKETMQ);
  }

  private static @Nullable String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return length == 0 ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** A frame with this JSON header. */
  static byte[] ofJson(String header, byte... body) {
    return of(SerializeType.JSON.wireCode(), header.getBytes(StandardCharsets.UTF_8), body);
  }

  /** A frame of any header. */
  static byte[] of(int type, byte[] header, byte... body) {
    return ByteBuffer.allocate(8 + header.length + body.length)
        .putInt(4 + header.length + body.length)
        .putInt(type << 24 | header.length)
        .put(header)
        .put(body)
        .array();
  }
}

package io.cometmq.protocol.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.MessageQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON, and what RocketMQ's own JSON library takes for JSON: keys that are numbers
 * or objects without quotes. Stateless.
 */
public final class JsonBody {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
              .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
              .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
              .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
              .build());

  private JsonBody() {}

  /** A new object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A new array. */
  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException when it is no JSON object or array
   */
  public static JsonNode read(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node == null || !node.isContainerNode()) {
        throw new IllegalArgumentException("the body is no JSON object");
      }
      return node;
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getMessage(), e);
    }
  }

  /** Strict JSON. */
  public static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new IllegalStateException("a JSON tree that can't be written", e);
    }
  }

  /** Strict JSON for people to read. */
  public static byte[] writePretty(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    } catch (IOException e) {
      throw new IllegalStateException("a JSON tree that can't be written", e);
    }
  }

  /** The dialect: keys that look like an object are written raw, and numeric ones if so wanted. */
  public static byte[] writeDialect(JsonNode node, boolean rawNumbers) {
    StringBuilder out = new StringBuilder(256);
    append(out, node, rawNumbers);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The key that stands for an object in {@link #writeDialect}. */
  public static String objectKey(MessageQueue queue) {
    return object()
        .put("brokerName", queue.brokerName())
        .put("queueId", queue.queueId())
        .put("topic", queue.topic())
        .toString();
  }

  private static void append(StringBuilder out, JsonNode node, boolean rawNumbers) {
    if (node.isObject()) {
      char separator = '{';
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        out.append(separator);
        separator = ',';
        String key = member.getKey();
        if (key.startsWith("{") || (rawNumbers && isNumber(key))) {
          out.append(key);
        } else {
          out.append(MAPPER.getNodeFactory().textNode(key));
        }
        out.append(':');
        append(out, member.getValue(), rawNumbers);
      }
      out.append(separator == '{' ? "{}" : "}");
    } else if (node.isArray()) {
      char separator = '[';
      for (JsonNode element : node) {
        out.append(separator);
        separator = ',';
        append(out, element, rawNumbers);
      }
      out.append(separator == '[' ? "[]" : "]");
    } else {
      out.append(node);
    }
  }

  private static boolean isNumber(String key) {
    return !key.isEmpty() && key.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-');
  }

  /** A text member, null when it is missing or null. */
  public static @Nullable String text(JsonNode node, String name) {
    JsonNode member = node.get(name);
    return member == null || member.isNull() ? null : member.asText();
  }

  /** A text member that must be there. */
  public static String requiredText(JsonNode node, String name) {
    String text = text(node, name);
    if (text == null) {
      throw new IllegalArgumentException("the body has no member " + name);
    }
    return text;
  }

  /** An enum member by name, the default when it is missing or unknown. */
  public static <E extends Enum<E>> E constant(JsonNode node, String name, E otherwise) {
    String text = text(node, name);
    if (text != null) {
      for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
        if (constant.name().equals(text)) {
          return constant;
        }
      }
    }
    return otherwise;
  }

  /** A map member of texts; empty when it is missing. */
  public static Map<String, String> texts(JsonNode node, String name) {
    Map<String, String> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.path(name).properties()) {
      if (!member.getValue().isNull()) {
        map.put(member.getKey(), member.getValue().asText());
      }
    }
    return map;
  }
}

package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
  private JsonBody() {}

  /** A new object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A new array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException when it is no JSON object or array
   */
  public static JsonNode read(byte[] body) {
    try {
      JsonNode node = JsonTreeReader.read(body);
      if (!node.isContainerNode()) {
        throw new IllegalArgumentException("the body is no JSON object");
      }
      return node;
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a body whose keys may be objects; those become texts as {@link #objectKey} makes them.
   *
   * @throws IllegalArgumentException when it is no JSON object or array
   */
  public static JsonNode readDialect(byte[] body) {
    String text = new DialectText(new String(body, StandardCharsets.UTF_8)).quoted();
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Strict JSON. */
  public static byte[] write(JsonNode node) {
    return writeText(node).getBytes(StandardCharsets.UTF_8);
  }

  /** Strict JSON as text. */
  public static String writeText(JsonNode node) {
    return new JsonTreeWriter(false, false).write(node);
  }

  /** Strict JSON for people to read. */
  public static byte[] writePretty(JsonNode node) {
    return new JsonTreeWriter(false, true).write(node).getBytes(StandardCharsets.UTF_8);
  }

  /** The dialect: keys that look like an object are written raw, and numeric ones if so wanted. */
  public static byte[] writeDialect(JsonNode node, boolean rawNumbers) {
    return new JsonTreeWriter(rawNumbers, false).write(node).getBytes(StandardCharsets.UTF_8);
  }

  /** The key that stands for an object in {@link #writeDialect}. */
  public static String objectKey(MessageQueue queue) {
    return writeText(
        object()
            .put("brokerName", queue.brokerName())
            .put("queueId", queue.queueId())
            .put("topic", queue.topic()));
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

package io.cometmq.web.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one command; errors name the field. Owned by the parser. */
final class JsonFields {
  private final String path;
  private final JsonNode node;

  JsonFields(String path, JsonNode node) {
    if (!node.isObject()) {
      throw new CometException(ErrorCode.BAD_REQUEST, path + " must be an object");
    }
    this.path = path;
    this.node = node;
  }

  String path() {
    return path;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonFields object(String name) {
    return new JsonFields(path + "." + name, node.path(name));
  }

  String text(String name) {
    String text = optionalText(name);
    if (text == null) {
      throw wrong(name, "is missing");
    }
    return text;
  }

  @Nullable String optionalText(String name) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = node.get(name);
    if (!value.isTextual()) {
      throw wrong(name, "must be text");
    }
    return value.textValue();
  }

  long number(String name, long min, long max) {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, value.isMissingNode() ? "is missing" : "must be a whole number");
    }
    if (value.longValue() < min || value.longValue() > max) {
      throw wrong(name, "is " + value + ", allowed is " + min + " to " + max);
    }
    return value.longValue();
  }

  long number(String name, long min, long max, long otherwise) {
    return has(name) ? number(name, min, max) : otherwise;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (has(name)) {
      JsonNode list = node.get(name);
      if (!list.isArray()) {
        throw wrong(name, "must be a list of texts");
      }
      for (JsonNode value : list) {
        if (!value.isTextual()) {
          throw wrong(name, "must be a list of texts");
        }
        texts.add(value.textValue());
      }
    }
    return texts;
  }

  Map<String, String> textMap(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    if (has(name)) {
      if (!node.get(name).isObject()) {
        throw wrong(name, "must be an object of texts");
      }
      for (Map.Entry<String, JsonNode> field : node.get(name).properties()) {
        if (!field.getValue().isTextual()) {
          throw wrong(name + "." + field.getKey(), "must be text");
        }
        map.put(field.getKey(), field.getValue().textValue());
      }
    }
    return map;
  }

  boolean isText(String name) {
    return node.path(name).isTextual();
  }

  CometException wrong(String name, String what) {
    return new CometException(ErrorCode.BAD_REQUEST, path + "." + name + " " + what);
  }
}

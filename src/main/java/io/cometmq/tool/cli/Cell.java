package io.cometmq.tool.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.protocol.body.JsonBody;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One value of a result, for people and for programs. Stateless. */
final class Cell {
  /** Stands in tables for what is not known or not there. */
  private static final String NONE = "-";

  private static final MathContext DIGITS = new MathContext(4);

  private Cell() {}

  /** For a table. */
  static String text(@Nullable Object value) {
    if (value == null) {
      return NONE;
    }
    if (value instanceof Double number) {
      return rounded(number);
    }
    if (value instanceof Collection<?> values) {
      return values.isEmpty()
          ? NONE
          : values.stream().map(Cell::text).collect(Collectors.joining(","));
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty()
          ? NONE
          : map.entrySet().stream()
              .map(each -> each.getKey() + "=" + text(each.getValue()))
              .collect(Collectors.joining(","));
    }
    String text = value.toString().replaceAll("\\p{Cntrl}", ".");
    return text.isEmpty() ? NONE : text;
  }

  private static String rounded(double number) {
    if (!Double.isFinite(number)) {
      return NONE;
    }
    return Math.abs(number) >= 1_000
        ? Long.toString(Math.round(number))
        : new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  /** For a program. */
  static JsonNode json(@Nullable Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value == null || value instanceof Double number && !Double.isFinite(number)) {
      return nodes.nullNode();
    }
    if (value instanceof Boolean flag) {
      return nodes.booleanNode(flag);
    }
    if (value instanceof Number number) {
      return number instanceof Double real
          ? nodes.numberNode(real)
          : nodes.numberNode(number.longValue());
    }
    if (value instanceof Collection<?> values) {
      ArrayNode array = JsonBody.array();
      values.forEach(each -> array.add(json(each)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JsonBody.object();
      map.forEach((name, each) -> object.set(String.valueOf(name), json(each)));
      return object;
    }
    return nodes.textNode(value.toString());
  }

  /** The name of a value as people read it: {@code queueOffset} becomes {@code queue offset}. */
  static String words(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }
}

package io.cometmq.protocol.body;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Writes a tree as text. Used once. */
final class JsonTreeWriter {
  private final StringBuilder out = new StringBuilder(256);
  private final boolean rawNumbers;
  private final boolean pretty;
  private int depth;

  /**
   * Creates a writer.
   *
   * @param rawNumbers whether keys that are numbers stand without quotes
   * @param pretty whether members stand on lines of their own
   */
  JsonTreeWriter(boolean rawNumbers, boolean pretty) {
    this.rawNumbers = rawNumbers;
    this.pretty = pretty;
  }

  String write(JsonNode node) {
    append(node);
    return out.toString();
  }

  private void append(JsonNode node) {
    if (node.isObject()) {
      open('{');
      boolean first = true;
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        next(first);
        first = false;
        key(member.getKey());
        append(member.getValue());
      }
      close('}', first);
    } else if (node.isArray()) {
      open('[');
      boolean first = true;
      for (JsonNode element : node) {
        next(first);
        first = false;
        append(element);
      }
      close(']', first);
    } else if (node.isTextual()) {
      quote(node.asText());
    } else {
      out.append(node.isNull() ? "null" : node.asText());
    }
  }

  private void open(char bracket) {
    out.append(bracket);
    depth++;
  }

  private void next(boolean first) {
    if (!first) {
      out.append(',');
    }
    newLine();
  }

  private void close(char bracket, boolean empty) {
    depth--;
    if (!empty) {
      newLine();
    }
    out.append(bracket);
  }

  private void newLine() {
    if (pretty) {
      out.append('\n');
      out.append("  ".repeat(depth));
    }
  }

  private void key(String key) {
    // a key that is an object comes ready from JsonBody.objectKey
    if (key.startsWith("{") || (rawNumbers && isNumber(key))) {
      out.append(key);
    } else {
      quote(key);
    }
    out.append(pretty ? ": " : ":");
  }

  private static boolean isNumber(String key) {
    return !key.isEmpty() && key.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-');
  }

  private void quote(String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }
}

package io.cometmq.protocol.body;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Settings as tools send and read them: Java properties in UTF-8. Stateless. */
public final class PropertiesText {
  private PropertiesText() {}

  /**
   * The settings by name.
   *
   * @throws IllegalArgumentException when the text is no list of properties
   */
  public static Map<String, String> read(byte[] body) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(body, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is no list of name=value", e);
    }
    Map<String, String> map = new TreeMap<>();
    properties.forEach((name, value) -> map.put(name.toString(), value.toString()));
    return map;
  }

  /** The text of these settings, in their order. */
  public static byte[] write(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}

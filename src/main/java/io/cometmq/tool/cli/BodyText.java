package io.cometmq.tool.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Shows bodies of messages. Stateless. */
public final class BodyText {
  private static final int SHOWN_CHARS = 60;

  private BodyText() {}

  /** The beginning as text in one line, for tables. */
  public static String preview(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", ".");
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
  }

  /** All of it as {@code body}; what is no UTF-8 in base64, and {@code encoding} says so. */
  public static void put(ObjectNode json, byte[] body) {
    try {
      json.put(
          "body", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      // no text: programs get all of it all the same
      json.put("body", Base64.getEncoder().encodeToString(body)).put("encoding", "base64");
    }
  }
}

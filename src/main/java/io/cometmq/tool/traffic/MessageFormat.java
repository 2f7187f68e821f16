package io.cometmq.tool.traffic;

import io.cometmq.client.ReceivedMessage;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.tool.cli.BodyText;
import io.cometmq.tool.cli.MessageJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** How a message becomes a line. Immutable. */
final class MessageFormat {
  private static final String PROPERTY = "property:";
  private static final String TABLE = "%-24s  %-16s %5s  %10s  %-16s  %-20s  %s";

  private static final Map<String, Function<ReceivedMessage, @Nullable Object>> FIELDS =
      Map.ofEntries(
          Map.entry("body", ReceivedMessage::text),
          Map.entry("topic", ReceivedMessage::topic),
          Map.entry("broker", message -> message.queue().brokerName()),
          Map.entry("queue", message -> message.queue().queueId()),
          Map.entry("offset", ReceivedMessage::queueOffset),
          Map.entry("id", ReceivedMessage::messageId),
          Map.entry("keys", message -> String.join(" ", message.keys())),
          Map.entry("tag", ReceivedMessage::tag),
          Map.entry("born", ReceivedMessage::bornAt),
          Map.entry("stored", ReceivedMessage::storedAt),
          Map.entry("deliveries", ReceivedMessage::deliveries),
          Map.entry("size", message -> message.body().length),
          Map.entry("properties", ReceivedMessage::properties));

  private final @Nullable String head;
  private final Function<ReceivedMessage, String> line;

  private MessageFormat(@Nullable String head, Function<ReceivedMessage, String> line) {
    this.head = head;
    this.line = line;
  }

  /**
   * Reads what a format is to be.
   *
   * @param text {@code body}, {@code json}, {@code table}, or a text with names in braces and
   *     {@code \n} and {@code \t}
   * @throws TypeConversionException when a name is none
   */
  static MessageFormat of(String text) {
    return switch (text) {
      case "body" -> new MessageFormat(null, ReceivedMessage::text);
      case "json" ->
          new MessageFormat(null, message -> JsonBody.writeText(MessageJson.of(message)));
      case "table" ->
          new MessageFormat(
              String.format(TABLE, "STORED", "BROKER", "QUEUE", "OFFSET", "TAG", "KEYS", "BODY"),
              MessageFormat::tableLine);
      default -> new MessageFormat(null, new Template(text));
    };
  }

  /** What stands above all lines, null for nothing. */
  @Nullable String head() {
    return head;
  }

  /** The line of a message. */
  String line(ReceivedMessage message) {
    return line.apply(message);
  }

  private static String tableLine(ReceivedMessage message) {
    String tag = message.tag();
    return String.format(
        TABLE,
        message.storedAt(),
        message.queue().brokerName(),
        message.queue().queueId(),
        message.queueOffset(),
        tag == null ? "-" : tag,
        message.keys().isEmpty() ? "-" : String.join(" ", message.keys()),
        BodyText.preview(message.body()));
  }

  private static Function<ReceivedMessage, @Nullable Object> field(String name) {
    if (name.startsWith(PROPERTY)) {
      String property = name.substring(PROPERTY.length());
      return message -> message.properties().get(property);
    }
    Function<ReceivedMessage, @Nullable Object> field = FIELDS.get(name);
    if (field == null) {
      throw new TypeConversionException(
          "there is no {"
              + name
              + "}; formats are body, json, table, or a text with "
              + FIELDS.keySet().stream().sorted().toList()
              + " or property:NAME in braces");
    }
    return field;
  }

  /** A text with gaps in it. */
  private static final class Template implements Function<ReceivedMessage, String> {
    private final List<Function<ReceivedMessage, @Nullable Object>> parts = new ArrayList<>();

    Template(String text) {
      String format = text.replace("\\n", "\n").replace("\\t", "\t");
      int at = 0;
      while (at < format.length()) {
        int open = format.indexOf('{', at);
        int close = open < 0 ? -1 : format.indexOf('}', open);
        if (close < 0) {
          literal(format.substring(at));
          return;
        }
        literal(format.substring(at, open));
        parts.add(field(format.substring(open + 1, close)));
        at = close + 1;
      }
    }

    private void literal(String text) {
      parts.add(message -> text);
    }

    @Override
    public String apply(ReceivedMessage message) {
      StringBuilder line = new StringBuilder();
      for (Function<ReceivedMessage, @Nullable Object> part : parts) {
        Object value = part.apply(message);
        line.append(value == null ? "-" : value);
      }
      return line.toString();
    }
  }
}

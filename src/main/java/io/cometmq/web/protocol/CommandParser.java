package io.cometmq.web.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the JSON of a frame into commands. Stateless; any thread. */
public final class CommandParser {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  /** Longest time a page may ask for, half a day. */
  private static final long MAX_SECONDS = 43_200;

  private static final long DEFAULT_INVISIBLE_S = 30;
  private static final long DEFAULT_DELAY_S = 10;

  private static final Set<String> VERBS =
      Set.of(
          "connect",
          "subscribe",
          "unsubscribe",
          "credit",
          "publish",
          "ping",
          "pong",
          "ack",
          "nack",
          "request",
          "reply",
          "refresh");

  private static final long DEFAULT_TIMEOUT_MS = 5_000;
  private static final long MAX_TIMEOUT_MS = 60_000;

  private final Limits limits;

  /** Creates a parser for sockets with these limits. */
  public CommandParser(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads one line of a frame.
   *
   * @throws IllegalArgumentException when it is no JSON object
   */
  public static JsonNode object(String line) {
    try {
      JsonNode node = READER.readValue(line);
      if (node == null || !node.isObject()) {
        throw new IllegalArgumentException("no JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /** The verb of a command; empty when there is none or more than one. */
  public static String verb(JsonNode command) {
    String verb = "";
    for (Map.Entry<String, JsonNode> field : command.properties()) {
      if (VERBS.contains(field.getKey())) {
        if (!verb.isEmpty()) {
          return "";
        }
        verb = field.getKey();
      }
    }
    return verb;
  }

  /**
   * Reads a command.
   *
   * @throws CometException when it makes no sense; the text names the field
   */
  public Command parse(JsonNode object) {
    String verb = verb(object);
    if (verb.isEmpty()) {
      throw new CometException(
          ErrorCode.UNKNOWN_COMMAND,
          "a command has exactly one of these fields: "
              + VERBS.stream().sorted().collect(Collectors.joining(", ")));
    }
    JsonFields fields = new JsonFields(verb, object.path(verb));
    return switch (verb) {
      case "connect" ->
          new Command.Connect(
              fields.optionalText("token"),
              Objects.requireNonNullElse(fields.optionalText("client"), ""));
      case "subscribe" -> subscribe(fields);
      case "unsubscribe" -> new Command.Unsubscribe(sub(fields));
      case "credit" -> new Command.AddCredit(sub(fields), (int) fields.number("add", 0, 1 << 30));
      case "publish" -> publish(fields);
      case "request" -> request(fields);
      case "ping" -> new Command.Life(true);
      case "pong" -> new Command.Life(false);
      case "refresh" -> new Command.Refresh(fields.text("token"));
      case "reply" -> new Command.Unsupported("replies of pages");
      case "ack" -> new Command.Acknowledge(sub(fields), receipts(fields));
      default ->
          new Command.GiveBack(
              sub(fields),
              receipts(fields),
              1_000 * fields.number("delay", 0, MAX_SECONDS, DEFAULT_DELAY_S));
    };
  }

  private static int sub(JsonFields fields) {
    return (int) fields.number("sub", 0, Integer.MAX_VALUE);
  }

  private Command subscribe(JsonFields fields) {
    int sub = sub(fields);
    String topic = fields.text("topic");
    if (fields.has("group")) {
      return new Command.Join(
          sub,
          topic,
          fields.text("group"),
          filter(fields),
          isEarliest(fields),
          1_000 * fields.number("invisible", 1, MAX_SECONDS, DEFAULT_INVISIBLE_S),
          credit(fields));
    }
    return new Command.Subscribe(sub, topic, filter(fields), from(fields), credit(fields));
  }

  private int credit(JsonFields fields) {
    return (int) fields.number("credit", 0, limits.credit(), Math.min(64, limits.credit()));
  }

  /** A group keeps its position; only where it has none this counts. */
  private static boolean isEarliest(JsonFields fields) {
    StartAt from = from(fields);
    if (from instanceof StartAt.Latest || from instanceof StartAt.Earliest) {
      return from instanceof StartAt.Earliest;
    }
    throw fields.wrong(
        "from", "is wrong; a group that is new begins at \"latest\" or \"earliest\"");
  }

  private static List<String> receipts(JsonFields fields) {
    List<String> receipts = fields.texts("receipts");
    if (receipts.isEmpty()) {
      throw fields.wrong("receipts", "is missing or empty; it lists receipts of messages");
    }
    return receipts;
  }

  private static FilterText filter(JsonFields fields) {
    if (!fields.has("filter")) {
      return FilterText.ALL;
    }
    JsonFields filter = fields.object("filter");
    if (filter.has("tag") && filter.has("sql")) {
      throw fields.wrong("filter", "has both tag and sql; allowed is one of them");
    }
    return new FilterText(filter.optionalText("tag"), filter.optionalText("sql"));
  }

  private static StartAt from(JsonFields fields) {
    if (!fields.has("from")) {
      return new StartAt.Latest();
    }
    if (fields.isText("from")) {
      return switch (fields.text("from")) {
        case "latest" -> new StartAt.Latest();
        case "earliest" -> new StartAt.Earliest();
        default -> throw wrongFrom(fields);
      };
    }
    JsonFields from = fields.object("from");
    if (from.has("cursor") && !from.has("time")) {
      return new StartAt.At(from.text("cursor"));
    }
    if (from.has("time") && !from.has("cursor")) {
      return new StartAt.Time(from.number("time", 0, Long.MAX_VALUE));
    }
    throw wrongFrom(fields);
  }

  private static CometException wrongFrom(JsonFields fields) {
    return fields.wrong(
        "from",
        "is wrong; allowed are \"latest\", \"earliest\", {\"time\": milliseconds} and"
            + " {\"cursor\": \"…\"}");
  }

  private Command request(JsonFields fields) {
    if (fields.has("delay")) {
      throw fields.wrong("delay", "is not for requests, whose answer is waited for");
    }
    return new Command.Request(
        publish(fields), fields.number("timeout", 1, MAX_TIMEOUT_MS, DEFAULT_TIMEOUT_MS));
  }

  private Command.Publish publish(JsonFields fields) {
    Map<String, String> properties = fields.textMap("properties");
    properties.forEach(
        (name, value) -> {
          if (name.isEmpty() || hasControl(name) || hasControl(value)) {
            throw fields.wrong(
                "properties",
                "has a name or value with control characters, or a name that is empty");
          }
          if (ReservedProperties.isReserved(name)) {
            throw fields.wrong(
                "properties." + name,
                "is the broker's own; tag, keys, order and delay have fields");
          }
        });
    List<String> keys = fields.texts("keys");
    for (String key : keys) {
      if (key.isEmpty() || hasControl(key) || key.chars().anyMatch(Character::isWhitespace)) {
        throw fields.wrong("keys", "has a key that is empty or contains white space");
      }
    }
    String tag = fields.optionalText("tag");
    if (tag != null && (tag.isBlank() || hasControl(tag) || tag.contains("|"))) {
      throw fields.wrong("tag", "must be one tag, without '|' and control characters");
    }
    return new Command.Publish(
        fields.text("topic"),
        tag,
        keys,
        fields.optionalText("order"),
        fields.number("delay", 0, Long.MAX_VALUE / 4, 0),
        properties,
        body(fields));
  }

  private byte[] body(JsonFields fields) {
    String text = fields.text("body");
    String encoding = fields.optionalText("encoding");
    byte[] body;
    if (encoding == null) {
      body = text.getBytes(StandardCharsets.UTF_8);
    } else if (encoding.equals("base64")) {
      try {
        body = Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw fields.wrong("body", "is no base64: " + e.getMessage());
      }
    } else {
      throw fields.wrong(
          "encoding", "is " + encoding + "; allowed is base64, or no encoding for text");
    }
    if (body.length > limits.bodyBytes()) {
      throw new CometException(
          ErrorCode.TOO_LARGE,
          fields.path() + ".body has " + body.length + " bytes, allowed are " + limits.bodyBytes());
    }
    return body;
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> c < ' ');
  }
}

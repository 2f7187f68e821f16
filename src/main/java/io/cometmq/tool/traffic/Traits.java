package io.cometmq.tool.traffic;

import io.cometmq.client.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all messages of one command have beside their bodies. A mixin; filled by picocli. */
final class Traits {
  @Option(names = "--key", paramLabel = "KEY", description = "Key of messages without their own.")
  private @Nullable String key;

  @Option(names = "--tag", paramLabel = "TAG", description = "Tag of all messages.")
  private @Nullable String tag;

  @Option(
      names = {"-p", "--property"},
      paramLabel = "NAME=VALUE",
      description = "A property of all messages, as often as needed.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      description = "Consumers see the messages only after this time: 10s, 5m, 2h.")
  private @Nullable Duration delay;

  /** The message of a body. */
  Message message(String topic, Bodies.Draft draft) {
    Message message = Message.of(topic, draft.body());
    String own = key(draft);
    if (own != null) {
      message = message.withKeys(own);
    }
    if (tag != null) {
      message = message.withTag(tag);
    }
    for (Map.Entry<String, String> property : properties.entrySet()) {
      message = message.withProperty(property.getKey(), property.getValue());
    }
    return delay == null ? message : message.withDelay(delay);
  }

  /** The key of a message, null when it has none. */
  @Nullable String key(Bodies.Draft draft) {
    return draft.key() == null ? key : draft.key();
  }
}

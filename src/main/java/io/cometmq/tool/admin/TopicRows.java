package io.cometmq.tool.admin;

import io.cometmq.client.TopicSettings;
import io.cometmq.tool.cli.Rows;
import java.util.Locale;

/** Topics as lines, one for each broker. Stateless. */
final class TopicRows {
  private TopicRows() {}

  static Rows empty() {
    return Rows.of("topic", "broker", "readQueues", "writeQueues", "perm", "type");
  }

  static void add(Rows rows, String topic, String broker, TopicSettings settings) {
    rows.add(
        topic,
        broker,
        settings.readQueues(),
        settings.writeQueues(),
        Perm.text(settings.permission()),
        type(settings));
  }

  static String type(TopicSettings settings) {
    return settings.type().name().toLowerCase(Locale.ROOT);
  }
}

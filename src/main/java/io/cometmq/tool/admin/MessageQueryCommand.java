package io.cometmq.tool.admin;

import io.cometmq.client.CometClient;
import io.cometmq.client.MessageAdmin;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.tool.cli.BodyText;
import io.cometmq.tool.cli.MessageJson;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists messages by key or time. Used by the main thread. */
@Command(
    name = "query",
    description =
        "Lists messages of a topic that have a key, the last first, or that were stored in a span"
            + " of time, the first first.",
    footer = {
      "",
      "Examples:",
      "  cometmq message query orders --key order-4711",
      "  cometmq message query orders --from 10m --body",
      "  cometmq message query orders --from 2026-11-28T18:00:00Z --to 2026-11-28T18:05:00Z"
    })
final class MessageQueryCommand extends AdminCommand {
  private static final List<String> NAMES =
      List.of(
          "stored", "broker", "queueId", "queueOffset", "messageId", "tag", "keys", "bodyBytes");

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic = "";

  @Option(names = "--key", paramLabel = "KEY", description = "Only messages with this key.")
  private @Nullable String key;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Stored then (2026-11-28T18:00:00Z, or 10m for ten minutes ago) or later.")
  private Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Stored then or earlier.")
  private Instant to = Instant.ofEpochMilli(Long.MAX_VALUE);

  @Option(names = "--broker", paramLabel = "NAME", description = "Only queues on this broker.")
  private @Nullable String broker;

  @Option(names = "--queue", paramLabel = "N", description = "Only queues of this number.")
  private @Nullable Integer queue;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Number of messages at most, up to 64 with a key. Default: ${DEFAULT-VALUE}.")
  private int limit = 32;

  @Option(names = "--body", description = "Show the body in the table, too; JSON has it always.")
  private boolean body;

  MessageQueryCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    List<ReceivedMessage> found =
        key == null
            ? byTime(client)
            : client.admin().messages().byKey(topic, key, limit, from, to).await();
    List<ReceivedMessage> shown =
        found.stream().filter(each -> isMeant(each.queue())).limit(limit).toList();
    if (output().isJson()) {
      shown.forEach(each -> output().out().println(JsonBody.writeText(MessageJson.of(each))));
      output().out().flush();
    } else {
      output().print(table(shown));
    }
    if (shown.isEmpty()) {
      say("no message was found");
    }
    return shown.isEmpty() ? NOT_WELL : OK;
  }

  private Rows table(List<ReceivedMessage> shown) {
    List<String> names = new ArrayList<>(NAMES);
    if (body) {
      names.add("body");
    }
    Rows rows = Rows.of(names.toArray(new String[0]));
    for (ReceivedMessage message : shown) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(message.storedAt());
      values.add(message.queue().brokerName());
      values.add(message.queue().queueId());
      values.add(message.queueOffset());
      values.add(message.messageId());
      values.add(message.tag());
      values.add(message.keys());
      values.add(message.body().length);
      if (body) {
        values.add(BodyText.preview(message.body()));
      }
      rows.add(values.toArray());
    }
    return rows;
  }

  private List<ReceivedMessage> byTime(CometClient client) {
    MessageAdmin messages = client.admin().messages();
    List<MessageQueue> queues =
        client.queues(topic).await().stream().filter(this::isMeant).toList();
    if (queues.isEmpty()) {
      throw new ToolException(
          "topic " + topic + " has no such queue; see its queues with: topic describe " + topic);
    }
    List<ReceivedMessage> found = new ArrayList<>();
    for (MessageQueue each : queues) {
      found.addAll(messages.byTime(each, from, to, limit).await());
    }
    found.sort(Comparator.comparing(ReceivedMessage::storedAt));
    return found;
  }

  private boolean isMeant(MessageQueue each) {
    return (broker == null || each.brokerName().equals(broker))
        && (queue == null || each.queueId() == queue);
  }
}

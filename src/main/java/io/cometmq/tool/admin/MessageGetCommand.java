package io.cometmq.tool.admin;

import io.cometmq.client.ClientException;
import io.cometmq.client.CometClient;
import io.cometmq.client.MessageAdmin;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.tool.cli.Facts;
import io.cometmq.tool.cli.MessageJson;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one message. Used by the main thread. */
@Command(
    name = "get",
    description =
        "Shows the message of an id. Ids of producers, which consumers see, need the topic, too;"
            + " those that brokers give (offset ids) do not.",
    footer = {
      "",
      "Examples:",
      "  cometmq message get 7F0000010BA74F8B2D5C0A3E1B040000 --topic orders",
      "  cometmq message get 7F00000100002A9F0000000000000143"
    })
final class MessageGetCommand extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "Its id.")
  private String id = "";

  @Option(names = "--topic", paramLabel = "TOPIC", description = "The topic it was sent to.")
  private @Nullable String topic;

  MessageGetCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    ReceivedMessage message = find(client.admin().messages());
    if (output().isJson()) {
      output().out().println(JsonBody.writeText(MessageJson.of(message)));
      output().out().flush();
      return OK;
    }
    Facts facts =
        new Facts()
            .put("topic", message.topic())
            .put("broker", message.queue().brokerName())
            .put("queueId", message.queue().queueId())
            .put("queueOffset", message.queueOffset())
            .put("messageId", message.messageId())
            .put("offsetMessageId", message.place().offsetMessageId())
            .put("born", message.bornAt())
            .put("stored", message.storedAt())
            .put("deliveries", message.deliveries())
            .put("tag", message.tag())
            .put("keys", message.keys())
            .put("properties", message.properties())
            .put("bodyBytes", message.body().length)
            .put("body", message.text());
    output().print(facts);
    return OK;
  }

  private ReceivedMessage find(MessageAdmin messages) {
    if (topic == null) {
      return messages.byOffsetId(id).await();
    }
    List<ReceivedMessage> found = messages.byMessageId(topic, id).await();
    if (found.size() > 1) {
      say(found.size() + " messages have this id; this is the last");
    }
    if (!found.isEmpty()) {
      return found.get(0);
    }
    try {
      return messages.byOffsetId(id).await();
    } catch (ClientException.Invalid none) {
      throw new ToolException(
          "topic "
              + topic
              + " has no message with the id "
              + id
              + "; check both, and whether it is so old that it was deleted",
          none);
    }
  }
}

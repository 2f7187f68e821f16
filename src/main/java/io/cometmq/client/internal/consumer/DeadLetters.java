package io.cometmq.client.internal.consumer;

import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends messages away that block the order of their queue. As official clients do it: to the
 * group's retry topic, as a message like any other; the broker makes a dead letter of it because it
 * has been retried often enough or, since 5.0, because the group has locked queues. Owned by the
 * client's loop.
 */
final class DeadLetters {
  /** The delay level of a first retry; only for brokers that don't make a dead letter of it. */
  private static final int FIRST_DELAY = 3;

  private final ClientCore core;
  private final ConsumerOptions options;
  private final String group;

  DeadLetters(ClientCore core, ConsumerOptions options) {
    this.core = core;
    this.options = options;
    this.group = core.namespace().wrap(options.group());
  }

  /** Done when the broker has it; from then on the message counts as handled. */
  Future<Void> send(ReceivedMessage message) {
    RemotingCommand request =
        RemotingCommand.request(RequestCode.SEND_MESSAGE_V2, header(message), message.body());
    return QueuePuller.link(core, message.queue())
        .compose(link -> link.invoke(request, core.options().requestTimeout()))
        .compose(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Failures.refused(answer, message.queue().brokerName(), message.topic())));
  }

  private Map<String, String> header(ReceivedMessage message) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("a", "CLIENT_INNER_PRODUCER");
    header.put("b", TopicNames.retryTopic(group));
    header.put("c", TopicNames.AUTO_CREATE);
    header.put("d", "1");
    header.put("e", "0");
    header.put("f", "0");
    header.put("g", Long.toString(System.currentTimeMillis()));
    header.put("h", "0");
    header.put("i", properties(message));
    header.put("j", Integer.toString(message.deliveries()));
    header.put("k", "false");
    header.put("l", Integer.toString(options.retryLimit()));
    header.put("m", "false");
    return header;
  }

  private String properties(ReceivedMessage message) {
    Map<String, String> properties = new LinkedHashMap<>(message.properties());
    properties.remove(PropertyNames.TRAN_MSG);
    properties.putIfAbsent(PropertyNames.ORIGIN_MESSAGE_ID, message.messageId());
    properties.put(PropertyNames.RETRY_TOPIC, core.namespace().wrap(message.topic()));
    properties.put(
        PropertyNames.DELAY, Integer.toString(FIRST_DELAY + Math.min(message.deliveries(), 15)));
    StringBuilder text = new StringBuilder();
    properties.forEach((name, value) -> text.append(name).append('\1').append(value).append('\2'));
    return text.toString();
  }
}

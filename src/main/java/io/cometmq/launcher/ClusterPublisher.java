package io.cometmq.launcher;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt;
import io.cometmq.net.RefusedException;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.remote.ClientBrokers;
import io.cometmq.web.remote.OtherBrokers;
import io.cometmq.web.session.Publisher;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stores what a page publishes here; or, when its topic is on other brokers only, there. Owned by
 * one event loop.
 */
final class ClusterPublisher implements Publisher {
  private static final String GROUP = "comet-pages";

  private final Publisher here;
  private final Predicate<String> isHere;
  private final ClientBrokers brokers;
  private @Nullable Producer producer;

  /**
   * Creates it.
   *
   * @param isHere whether this broker has a topic
   */
  ClusterPublisher(Publisher here, Predicate<String> isHere, ClientBrokers brokers) {
    this.here = here;
    this.isHere = isHere;
    this.brokers = brokers;
  }

  @Override
  public void publish(Command.Publish message, InetSocketAddress from, Outcome outcome) {
    if (isHere.test(message.topic()) || brokers.company() != OtherBrokers.Company.OTHERS) {
      here.publish(message, from, outcome);
      return;
    }
    brokers
        .queues(message.topic())
        .onComplete(
            found -> {
              if (found.failed() || found.result().isEmpty()) {
                // a topic that nobody has is made here, if that is allowed
                here.publish(message, from, outcome);
              } else {
                send(message, outcome);
              }
            });
  }

  private void send(Command.Publish command, Outcome outcome) {
    Future<SendReceipt> sent;
    try {
      Message message = message(command);
      sent =
          command.order() == null
              ? producer().send(message)
              : producer().send(message, QueueSelector.byKey(command.order()));
    } catch (ClientException e) {
      sent = Future.failedFuture(e);
    }
    sent.onSuccess(
            stored ->
                outcome.done(
                    new Published(
                        stored.messageId(), stored.queue().queueId(), stored.queueOffset()),
                    null))
        .onFailure(failure -> outcome.done(null, refusal(failure)));
  }

  private Producer producer() {
    Producer made = producer;
    if (made == null) {
      made = brokers.client().producer(ProducerOptions.of(GROUP));
      producer = made;
    }
    return made;
  }

  private static Message message(Command.Publish command) {
    Message message = Message.of(command.topic(), command.body());
    if (command.tag() != null) {
      message = message.withTag(command.tag());
    }
    if (!command.keys().isEmpty()) {
      message = message.withKeys(command.keys().toArray(String[]::new));
    }
    if (command.delayMs() > 0) {
      message = message.withDelay(Duration.ofMillis(command.delayMs()));
    }
    for (Map.Entry<String, String> property : command.properties().entrySet()) {
      message = message.withProperty(property.getKey(), property.getValue());
    }
    return message;
  }

  private static CometException refusal(Throwable failure) {
    if (failure instanceof ClientException.Refused refused) {
      return PageRefusals.of(
          "publish", new RefusedException(refused.code(), String.valueOf(refused.getMessage())));
    }
    ErrorCode code =
        failure instanceof ClientException.Invalid ? ErrorCode.BAD_REQUEST : ErrorCode.UNAVAILABLE;
    return new CometException(code, "publish: " + failure.getMessage());
  }
}

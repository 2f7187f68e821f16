package io.cometmq.launcher;

import io.cometmq.broker.connection.handler.OwnSends;
import io.cometmq.model.PropertyNames;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.session.Publisher;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores what a page publishes. Owned by one event loop. */
final class StorePublisher implements Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(StorePublisher.class);

  private final OwnSends sends;

  StorePublisher(OwnSends sends) {
    this.sends = sends;
  }

  @Override
  public void publish(Command.Publish message, InetSocketAddress from, Outcome outcome) {
    sends
        .send(draft(message, from), message.order())
        .onSuccess(
            stored ->
                outcome.done(
                    new Published(stored.messageId(), stored.queue(), stored.offset()), null))
        .onFailure(failure -> outcome.done(null, refusal(failure, "publish")));
  }

  static MessageDraft draft(Command.Publish message, InetSocketAddress from) {
    MessageDraft draft = new MessageDraft();
    draft.topic = message.topic();
    draft.body = message.body();
    draft.bornHost = HostAddress.of(from);
    draft.properties.putAll(message.properties());
    if (message.tag() != null) {
      draft.properties.put(PropertyNames.TAGS, message.tag());
    }
    if (!message.keys().isEmpty()) {
      draft.properties.put(PropertyNames.KEYS, String.join(" ", message.keys()));
    }
    if (message.delayMs() > 0) {
      draft.properties.put(PropertyNames.TIMER_DELAY_MS, Long.toString(message.delayMs()));
    }
    return draft;
  }

  static CometException refusal(Throwable failure, String verb) {
    String text = verb + ": " + failure.getMessage();
    if (!(failure instanceof RefusedException refused)) {
      LOG.warn("storing a page's message failed", failure);
      return new CometException(ErrorCode.INTERNAL, verb + ": storing the message failed");
    }
    return switch (refused.code()) {
      case ResponseCode.TOPIC_NOT_EXIST -> new CometException(ErrorCode.NO_TOPIC, text);
      case ResponseCode.NO_PERMISSION -> new CometException(ErrorCode.FORBIDDEN, text);
      case ResponseCode.MESSAGE_ILLEGAL -> new CometException(ErrorCode.BAD_REQUEST, text);
      case ResponseCode.SERVICE_NOT_AVAILABLE -> new CometException(ErrorCode.UNAVAILABLE, text);
      default -> new CometException(ErrorCode.INTERNAL, text);
    };
  }
}

package io.cometmq.launcher;

import io.cometmq.broker.connection.handler.OwnSends;
import io.cometmq.model.PropertyNames;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.session.Publisher;
import java.net.InetSocketAddress;

/** Stores what a page publishes. Owned by one event loop. */
final class StorePublisher implements Publisher {
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
        .onFailure(failure -> outcome.done(null, PageRefusals.of("publish", failure)));
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
}

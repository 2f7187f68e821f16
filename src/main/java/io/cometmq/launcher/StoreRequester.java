package io.cometmq.launcher;

import io.cometmq.broker.connection.handler.OwnRequests;
import io.cometmq.web.feed.BodyText;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.ReservedProperties;
import io.cometmq.web.session.Requester;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks consumers on behalf of pages. Owned by one event loop. */
final class StoreRequester implements Requester {
  private final OwnRequests requests;
  private final BodyText body = new BodyText();

  StoreRequester(OwnRequests requests) {
    this.requests = requests;
  }

  @Override
  public void request(Command.Request request, InetSocketAddress from, Outcome outcome) {
    Command.Publish message = request.message();
    requests
        .ask(StorePublisher.draft(message, from), message.order(), request.timeoutMs())
        .onSuccess(reply -> outcome.done(reply(reply), null))
        .onFailure(failure -> outcome.done(null, refusal(failure)));
  }

  private Reply reply(OwnRequests.Reply reply) {
    Map<String, String> properties = new LinkedHashMap<>(reply.properties());
    properties.keySet().removeIf(ReservedProperties::isReserved);
    body.read(reply.body(), reply.sysFlag());
    return new Reply(body.text(), body.encoding(), properties);
  }

  private static CometException refusal(Throwable failure) {
    return failure instanceof OwnRequests.NoReplyException
        ? new CometException(ErrorCode.TIMEOUT, "request.timeout: " + failure.getMessage())
        : PageRefusals.of("request", failure);
  }
}

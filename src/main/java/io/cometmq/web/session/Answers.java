package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.web.feed.Opened;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Limits;
import org.jspecify.annotations.Nullable;

/** Builds what the broker says. Stateless. */
final class Answers {
  private Answers() {}

  static String error(@Nullable JsonNode id, CometException failure) {
    ObjectNode answer = answer(id);
    answer
        .putObject("error")
        .put("code", failure.code().name())
        .put("message", failure.getMessage())
        .put("retry", failure.code().retry());
    return answer.toString();
  }

  static String connected(@Nullable JsonNode id, String session, SessionParts parts) {
    ObjectNode answer = answer(id);
    ObjectNode body = answer.putObject("connect");
    Limits limits = parts.limits();
    body.put("session", session).put("broker", parts.broker());
    body.put("ping", limits.pingMs() / 1000);
    body.putObject("limits")
        .put("body", limits.bodyBytes())
        .put("subscriptions", limits.subscriptions())
        .put("publishRate", limits.publishRate())
        .put("credit", limits.credit());
    ObjectNode rights = body.putObject("rights");
    parts.rights().subscribePatterns().forEach(rights.putArray("subscribe")::add);
    parts.rights().publishPatterns().forEach(rights.putArray("publish")::add);
    return answer.toString();
  }

  static String subscribed(@Nullable JsonNode id, int sub, Opened opened) {
    ObjectNode answer = answer(id);
    ObjectNode body = answer.putObject("subscribe");
    body.put("sub", sub).put("recovered", opened.recovered());
    if (opened.reason() != null) {
      body.put("reason", opened.reason());
    }
    body.put("cursor", opened.cursor()).put("lag", opened.lag());
    return answer.toString();
  }

  static String unsubscribed(@Nullable JsonNode id, int sub) {
    ObjectNode answer = answer(id);
    answer.putObject("unsubscribe").put("sub", sub);
    return answer.toString();
  }

  static String published(@Nullable JsonNode id, Publisher.Published published) {
    ObjectNode answer = answer(id);
    answer
        .putObject("publish")
        .put("messageId", published.messageId())
        .put("queue", published.queue())
        .put("offset", published.offset());
    return answer.toString();
  }

  static String lag(int sub, long messages, long millis) {
    ObjectNode push = answer(null);
    push.putObject("lag").put("sub", sub).put("messages", messages).put("millis", millis);
    return push.toString();
  }

  static String cursor(int sub, String cursor) {
    ObjectNode push = answer(null);
    push.putObject("cursor").put("sub", sub).put("cursor", cursor);
    return push.toString();
  }

  static String goAway(String reason, long afterMs) {
    ObjectNode push = answer(null);
    push.putObject("goaway").put("reason", reason).put("after", afterMs);
    return push.toString();
  }

  private static ObjectNode answer(@Nullable JsonNode id) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (id != null) {
      answer.set("id", id);
    }
    return answer;
  }
}

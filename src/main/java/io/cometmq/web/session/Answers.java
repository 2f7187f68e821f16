package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.web.feed.Opened;
import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Limits;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Builds what the broker says. Stateless. */
public final class Answers {
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

  static String connected(
      @Nullable JsonNode id, String session, SessionParts parts, Access access) {
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
    access.rights().subscribePatterns().forEach(rights.putArray("subscribe")::add);
    access.rights().publishPatterns().forEach(rights.putArray("publish")::add);
    if (access.user() != null) {
      body.put("user", access.user()).put("ttl", access.secondsLeft(parts.clock().millis()));
    }
    return answer.toString();
  }

  static String refreshed(@Nullable JsonNode id, long seconds) {
    ObjectNode answer = answer(id);
    answer.putObject("refresh").put("ttl", seconds);
    return answer.toString();
  }

  static String expiring(long seconds) {
    ObjectNode push = answer(null);
    push.putObject("expiring").put("in", seconds);
    return push.toString();
  }

  static String ended(int sub, CometException why) {
    ObjectNode push = answer(null);
    push.putObject("ended")
        .put("sub", sub)
        .put("code", why.code().name())
        .put("message", why.getMessage())
        .put("retry", why.code().retry());
    return push.toString();
  }

  static String subscribed(@Nullable JsonNode id, int sub, Opened opened) {
    ObjectNode answer = answer(id);
    ObjectNode body = answer.putObject("subscribe");
    body.put("sub", sub).put("recovered", opened.recovered());
    if (opened.reason() != null) {
      body.put("reason", opened.reason());
    }
    body.put("cursor", opened.cursor()).put("lag", opened.lag());
    if (!opened.missing().isEmpty()) {
      opened.missing().forEach(body.putArray("missing")::add);
    }
    return answer.toString();
  }

  static String joined(@Nullable JsonNode id, int sub) {
    ObjectNode answer = answer(id);
    answer.putObject("subscribe").put("sub", sub);
    return answer.toString();
  }

  static String settled(@Nullable JsonNode id, String verb, int sub) {
    ObjectNode answer = answer(id);
    answer.putObject(verb).put("sub", sub);
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

  static String replied(@Nullable JsonNode id, Requester.Reply reply) {
    ObjectNode answer = answer(id);
    ObjectNode body = answer.putObject("request");
    if (!reply.properties().isEmpty()) {
      reply.properties().forEach(body.putObject("properties")::put);
    }
    if (reply.encoding() != null) {
      body.put("encoding", reply.encoding());
    }
    body.put("body", reply.body());
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

  /** Messages were gone before they could be sent. */
  public static String lost(int sub, String reason) {
    ObjectNode push = answer(null);
    push.putObject("recovered").put("sub", sub).put("recovered", false).put("reason", reason);
    return push.toString();
  }

  /** Other brokers can't be reached any more, or again. */
  public static String brokers(int sub, Collection<String> missing) {
    ObjectNode push = answer(null);
    ArrayNode names = push.putObject("brokers").put("sub", sub).putArray("missing");
    missing.forEach(names::add);
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

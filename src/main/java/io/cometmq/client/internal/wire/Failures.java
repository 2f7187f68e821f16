package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientException;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.ResponseCode;
import org.jspecify.annotations.Nullable;

/** Turns answers that are failures into exceptions. Stateless. */
public final class Failures {
  private Failures() {}

  /** The failure that an answer tells. */
  public static ClientException refused(
      RemotingCommand answer, String server, @Nullable String topic) {
    return refused(answer.code(), answer.remark(), server, topic);
  }

  /** The failure that an answer tells. */
  public static ClientException refused(
      int code, @Nullable String remark, String server, @Nullable String topic) {
    String text = remark == null || remark.isEmpty() ? "the server gave no reason" : remark;
    return new ClientException.Refused(text, server, topic, code, cure(code));
  }

  private static String cure(int code) {
    return switch (code) {
      case ResponseCode.SYSTEM_BUSY, ResponseCode.FLOW_CONTROL ->
          "send less at a time, or give the broker more to work with";
      case ResponseCode.MESSAGE_ILLEGAL, ResponseCode.INVALID_PARAMETER ->
          "change what is sent; trying again does not help";
      case ResponseCode.SERVICE_NOT_AVAILABLE ->
          "look at the broker: it takes no messages for the moment";
      case ResponseCode.NO_PERMISSION -> "ask for permission, or use another topic or broker";
      case ResponseCode.TOPIC_NOT_EXIST -> "create the topic";
      case ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST -> "create the consumer group";
      case ResponseCode.SUBSCRIPTION_PARSE_FAILED -> "correct the filter expression";
      case ResponseCode.CONSUMER_NOT_ONLINE -> "start a consumer of the group";
      case ResponseCode.REQUEST_CODE_NOT_SUPPORTED -> "use a server that knows this request";
      case ResponseCode.GO_AWAY -> "the server is going down: try again, or use another one";
      default -> "see the broker's log";
    };
  }
}

package io.cometmq.protocol;

import io.cometmq.model.LanguageCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One frame in full: a request or a response with all header fields as text. Immutable by
 * convention: nobody changes the body or the map. For everything that is not hot.
 *
 * @param code request code, or response code in a response
 * @param version ordinal of the sender's release
 * @param opaque number by which a response finds its request
 * @param flag bit 0: this is a response; bit 1: no response is wanted
 * @param remark text for a person, mostly why something failed
 * @param extFields the header's parameters, all as text
 * @param body empty when there is none; the wire knows no difference
 */
public record RemotingCommand(
    int code,
    LanguageCode language,
    int version,
    int opaque,
    int flag,
    @Nullable String remark,
    Map<String, String> extFields,
    byte[] body,
    SerializeType serializeType) {

  /** The release whose protocol we speak: 5.5.0. */
  public static final int PROTOCOL_VERSION = 513;

  /** Flag bit of a response. */
  public static final int RESPONSE_FLAG = 1;

  /** Flag bit of a request that wants no response. */
  public static final int ONEWAY_FLAG = 2;

  private static final byte[] NO_BODY = new byte[0];

  /** A request with a JSON header; its opaque is set when it is sent. */
  public static RemotingCommand request(int code, Map<String, String> extFields, byte[] body) {
    return request(code, 0, extFields, body);
  }

  /** A request that wants no response. */
  public static RemotingCommand oneway(int code, Map<String, String> extFields, byte[] body) {
    return request(code, ONEWAY_FLAG, extFields, body);
  }

  private static RemotingCommand request(
      int code, int flag, Map<String, String> extFields, byte[] body) {
    return new RemotingCommand(
        code,
        LanguageCode.JAVA,
        PROTOCOL_VERSION,
        0,
        flag,
        null,
        extFields,
        body,
        SerializeType.JSON);
  }

  /** A response of any code to a request, in the request's serialisation. */
  public static RemotingCommand response(
      int opaque,
      SerializeType type,
      int code,
      @Nullable String remark,
      Map<String, String> extFields,
      byte[] body) {
    return new RemotingCommand(
        code,
        LanguageCode.JAVA,
        PROTOCOL_VERSION,
        opaque,
        RESPONSE_FLAG,
        remark,
        extFields,
        body,
        type);
  }

  /** The response to this request, without fields or body. */
  public RemotingCommand response(int code, @Nullable String remark) {
    return response(code, remark, Map.of(), NO_BODY);
  }

  /** The response to this request. */
  public RemotingCommand response(
      int code, @Nullable String remark, Map<String, String> fields, byte[] content) {
    return response(opaque, serializeType, code, remark, fields, content);
  }

  /** The successful response to this request with a body. */
  public RemotingCommand success(byte[] content) {
    return response(ResponseCode.SUCCESS, null, Map.of(), content);
  }

  /** The successful response to this request with header fields. */
  public RemotingCommand success(Map<String, String> fields) {
    return response(ResponseCode.SUCCESS, null, fields, NO_BODY);
  }

  /** The successful response to this request with nothing in it. */
  public RemotingCommand success() {
    return response(ResponseCode.SUCCESS, null);
  }

  /** The same with another opaque. */
  public RemotingCommand withOpaque(int other) {
    return new RemotingCommand(
        code, language, version, other, flag, remark, extFields, body, serializeType);
  }

  /** Whether this answers a request. */
  public boolean isResponse() {
    return (flag & RESPONSE_FLAG) != 0;
  }

  /** Whether the sender wants no response. */
  public boolean isOneway() {
    return (flag & ONEWAY_FLAG) != 0;
  }
}

package io.cometmq.web.protocol;

/**
 * Why a command failed, as the page sees it. The list stands in {@code docs/comet-v1.md} too, and a
 * test compares the two.
 */
public enum ErrorCode {
  /** A field is missing, has the wrong type or a value that is not allowed. */
  BAD_REQUEST(false),
  /** The verb is unknown. */
  UNKNOWN_COMMAND(false),
  /** This broker does not have that part of the protocol yet. */
  NOT_SUPPORTED(false),
  /** The first command must be {@code connect}, and there may be one only. */
  NOT_CONNECTED(false),
  /** The token is missing, over, of somebody else, or signed with another key. */
  BAD_TOKEN(false),
  /** The topic is not open to browsers, or not for this. */
  FORBIDDEN(false),
  /** The topic is not there and may not be made. */
  NO_TOPIC(false),
  /** The filter is wrong; the message says where. */
  BAD_FILTER(false),
  /** The cursor is none of this broker's. */
  BAD_CURSOR(false),
  /** The number is taken by another subscription of this socket. */
  SUB_IN_USE(false),
  /** There is no subscription of that number. */
  NO_SUB(false),
  /** The receipt is none, settled, or too old. */
  NO_RECEIPT(false),
  /** The socket has as many subscriptions as it may have. */
  TOO_MANY(false),
  /** The address, or the user of the token, has as many sockets open as it may have. */
  TOO_MANY_SOCKETS(true),
  /** The body or the properties are too large. */
  TOO_LARGE(false),
  /** More messages in a second than the socket may publish. */
  RATE_LIMITED(true),
  /** Nobody has answered a request in time. */
  TIMEOUT(true),
  /** The store takes nothing now; the message says why. */
  UNAVAILABLE(true),
  /** The broker failed; its log says more. */
  INTERNAL(true);

  private final boolean retry;

  ErrorCode(boolean retry) {
    this.retry = retry;
  }

  /** Whether the same command may succeed a moment later. */
  public boolean retry() {
    return retry;
  }
}

package io.cometmq.web.protocol;

/** Why the broker closes a socket. The hundreds tell the page what to do, see the protocol. */
public enum CloseCode {
  /** The broker goes away; reconnect after the pause that {@code goaway} named. */
  GOING_AWAY(4000, "the broker is going away"),
  /** Nothing came from the page for too long. */
  SILENT(4001, "nothing was heard for too long"),
  /** No {@code connect} came in time. */
  NO_CONNECT(4002, "no connect command came in time"),
  /** The token is over, and no new one came. */
  TOKEN_EXPIRED(4100, "the token has expired"),
  /** There was no token, or one that opens nothing. */
  TOKEN_REFUSED(4101, "the token was refused"),
  /** A frame was no JSON object. */
  BROKEN_FRAME(4200, "the frame is no JSON object"),
  /** The address, or the user of the token, has too many sockets open. */
  TOO_MANY_SOCKETS(4003, "too many sockets of this address or user");

  /** The standard's code for a frame that is too large; not one of the protocol's own. */
  public static final short FRAME_TOO_LARGE = 1009;

  private final short number;
  private final String reason;

  CloseCode(int number, String reason) {
    this.number = (short) number;
    this.reason = reason;
  }

  /** The number on the wire: 4000 to 4099 reconnect, 4100 to 4199 new token, 4200 to 4299 stop. */
  public short number() {
    return number;
  }

  /** A few words for the developer of the page. */
  public String reason() {
    return reason;
  }
}

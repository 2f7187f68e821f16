package io.cometmq.peer.api;

/** A call of the official client that failed; its own exception is the cause. */
public final class PeerException extends RuntimeException {
  /** The code of failures that came without one, such as a refused connection. */
  public static final int NO_CODE = -1;

  private static final long serialVersionUID = 1L;

  private final int code;

  /** A failure with the response code of the broker or, above 10000, of the client. */
  public PeerException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The response code, or {@link #NO_CODE}. */
  public int code() {
    return code;
  }
}

package io.cometmq.web.protocol;

/** A command that is answered with an error. */
public final class CometException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * Creates a refusal.
   *
   * @param message what was wrong, what is allowed and what to do
   */
  public CometException(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** The code. */
  public ErrorCode code() {
    return code;
  }
}

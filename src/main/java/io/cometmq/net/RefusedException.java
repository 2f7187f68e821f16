package io.cometmq.net;

/** A request that is answered with a response code and a text instead of a result. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * Creates a refusal.
   *
   * @param code one of {@link io.cometmq.protocol.ResponseCode}
   * @param remark what was wrong, what is allowed and what to do
   */
  public RefusedException(int code, String remark) {
    super(remark, null, false, false);
    this.code = code;
  }

  /** The response code. */
  public int code() {
    return code;
  }
}

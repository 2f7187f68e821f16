package io.cometmq.net;

import java.util.Map;

/** A request that is answered with a response code and a text instead of a result. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient Map<String, String> fields;

  /**
   * Creates a refusal.
   *
   * @param code one of {@link io.cometmq.protocol.ResponseCode}
   * @param remark what was wrong, what is allowed and what to do
   */
  public RefusedException(int code, String remark) {
    this(code, remark, Map.of());
  }

  /**
   * Creates a refusal whose answer has header fields.
   *
   * @param fields what a client can act upon beyond the code
   */
  public RefusedException(int code, String remark, Map<String, String> fields) {
    super(remark, null, false, false);
    this.code = code;
    this.fields = Map.copyOf(fields);
  }

  /** The response code. */
  public int code() {
    return code;
  }

  /** Header fields of the answer. */
  public Map<String, String> fields() {
    return fields;
  }
}

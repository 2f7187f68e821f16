package io.cometmq.net;

/** A request that the protocol leaves unanswered, though it was not one-way. Immutable. */
public final class NoAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it without a stack trace, which nobody would look at. */
  public NoAnswerException() {
    super("the protocol has no answer to this request", null, false, false);
  }
}

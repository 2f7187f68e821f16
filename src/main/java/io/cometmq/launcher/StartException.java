package io.cometmq.launcher;

/** The process cannot start for a reason that its message tells completely, with the cure. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}

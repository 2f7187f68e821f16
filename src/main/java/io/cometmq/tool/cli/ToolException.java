package io.cometmq.tool.cli;

/** A command could not do its work; the text says why, and what to do. */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public ToolException(String message) {
    super(message);
  }

  /** Creates one with what led to it. */
  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}

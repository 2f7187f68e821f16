package io.cometmq.net;

import org.jspecify.annotations.Nullable;

/** The connection went away before the answer came. */
public final class ConnectionClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectionClosedException(String text, @Nullable Throwable cause) {
    super(text, cause);
  }
}

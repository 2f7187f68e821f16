package io.cometmq.bus;

import io.cometmq.store.log.AppendStatus;

/** A record that the broker itself wanted to store was not stored. */
public final class AppendFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final AppendStatus status;

  /** Creates it for a status other than OK. */
  public AppendFailedException(AppendStatus status) {
    super("the store did not take a record: " + status);
    this.status = status;
  }

  /** Why it was not stored. */
  public AppendStatus status() {
    return status;
  }
}

package io.cometmq.tool.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Somebody wants the command to end, by Ctrl-C or otherwise: it finishes what is under way and says
 * what it has done so far. Safe for any thread.
 */
public final class Interrupt {
  private final Promise<Void> wanted = Promise.promise();

  /** Asks the command to end; again has no effect. */
  public void want() {
    wanted.tryComplete();
  }

  /** Whether the command should end. */
  public boolean isWanted() {
    return wanted.future().isComplete();
  }

  /** Succeeds when the command should end, on the thread that wants it. */
  public Future<Void> wanted() {
    return wanted.future();
  }
}

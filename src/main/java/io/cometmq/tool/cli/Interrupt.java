package io.cometmq.tool.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Somebody wants the command to end, by Ctrl-C or otherwise: it finishes what is under way and says
 * what it has done so far. Safe for any thread.
 */
public final class Interrupt {
  private final Promise<Void> wanted = Promise.promise();
  private final CountDownLatch latch = new CountDownLatch(1);

  /** Asks the command to end; again has no effect. */
  public void want() {
    latch.countDown();
    wanted.tryComplete();
  }

  /**
   * Lets time pass, less of it when the command should end.
   *
   * @return whether the command should end
   */
  public boolean await(Duration time) throws InterruptedException {
    return latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether the command should end. */
  public boolean isWanted() {
    return latch.getCount() == 0;
  }

  /** Succeeds when the command should end, on the thread that wants it. */
  public Future<Void> wanted() {
    return wanted.future();
  }
}

package io.cometmq.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a command that was asked to end (SIGTERM, SIGINT) say what it has found so far. Safe for any
 * thread.
 */
final class EarlyEnd {
  private static final Logger LOG = LoggerFactory.getLogger(EarlyEnd.class);
  private static final long GRACE_MS = 2_000;

  private final AtomicBoolean wanted = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);

  /** What the process runs when it is asked to end. */
  Thread thread() {
    return new Thread(this::await, "end-early");
  }

  private void await() {
    wanted.set(true);
    try {
      if (!over.await(GRACE_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("ended before the summary was ready");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the command should come to an end. */
  boolean isWanted() {
    return wanted.get();
  }

  /** The command has said all it has to say. */
  void over() {
    over.countDown();
  }
}

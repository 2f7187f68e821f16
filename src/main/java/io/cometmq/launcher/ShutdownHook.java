package io.cometmq.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the server in order when the process is asked to end (SIGTERM, SIGINT). Safe for any
 * thread.
 *
 * <p>States: STARTING, left when the start succeeds (RUNNING) or fails (DISARMED). A request to end
 * waits for STARTING to pass, then stops a RUNNING server and leaves a DISARMED process alone.
 *
 * <p>A JVM that was ended by a signal reports 128 plus the signal's number however well it stopped,
 * so the hook halts with the true outcome as its last act.
 */
final class ShutdownHook {
  private enum State {
    STARTING,
    RUNNING,
    DISARMED
  }

  private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

  /** A start that takes longer than this is not worth waiting for: recovery makes it good. */
  private static final long START_WAIT_MS = 4000;

  private final Server server;
  private final IntConsumer halt;
  private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
  private final CountDownLatch startEnded = new CountDownLatch(1);

  /**
   * Makes a hook that is not in place yet.
   *
   * @param halt ends the process at once with the given code
   */
  ShutdownHook(Server server, IntConsumer halt) {
    this.server = server;
    this.halt = halt;
  }

  /** What the process runs when it is asked to end. */
  Thread thread() {
    return new Thread(this::endProcess, "shutdown");
  }

  /** The start succeeded. */
  void arm() {
    end(State.RUNNING);
  }

  /** The start failed and the process ends by itself. */
  void disarm() {
    end(State.DISARMED);
  }

  private void end(State outcome) {
    state.set(outcome);
    startEnded.countDown();
  }

  private void endProcess() {
    try {
      if (!startEnded.await(START_WAIT_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("Asked to stop while starting; ended without an ordered stop");
        halt.accept(ExitCode.FAILED);
      } else if (state.get() == State.RUNNING) {
        stop();
      }
    } catch (InterruptedException e) {
      LOG.warn("Interrupted while waiting for the start to end", e);
    }
  }

  private void stop() {
    long begin = System.nanoTime();
    int code = ExitCode.OK;
    try {
      server.stop();
      LOG.info("Stopped in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    } catch (RuntimeException e) {
      LOG.error("Did not stop in order; the next start recovers the store", e);
      code = ExitCode.FAILED;
    }
    halt.accept(code);
  }
}

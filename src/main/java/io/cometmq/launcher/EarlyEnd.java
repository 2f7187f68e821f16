package io.cometmq.launcher;

import io.cometmq.tool.cli.Interrupt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a command that was asked to end (SIGTERM, SIGINT) finish what is under way and say what it
 * has done so far. Safe for any thread.
 *
 * <p>A JVM that was ended by a signal reports 128 plus the signal's number however well it ended,
 * so the process is halted with the command's own exit code.
 */
final class EarlyEnd {
  private static final Logger LOG = LoggerFactory.getLogger(EarlyEnd.class);
  private static final long GRACE_MS = 15_000;

  private final Interrupt interrupt;
  private final IntConsumer halt;
  private final CompletableFuture<Integer> over = new CompletableFuture<>();

  /**
   * Creates it.
   *
   * @param interrupt tells the command
   * @param halt ends the process at once with the given code
   */
  EarlyEnd(Interrupt interrupt, IntConsumer halt) {
    this.interrupt = interrupt;
    this.halt = halt;
  }

  /** What the process runs when it is asked to end. */
  Thread thread() {
    return new Thread(this::await, "end-early");
  }

  private void await() {
    // a process that ends by itself comes here, too, and keeps its exit code
    if (over.isDone()) {
      return;
    }
    interrupt.want();
    try {
      halt.accept(over.get(GRACE_MS, TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("ended before the summary was ready", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has said all it has to say, and ends with this code. */
  void over(int exitCode) {
    over.complete(exitCode);
  }
}

package io.cometmq.tool.traffic;

import io.cometmq.client.ClientException;
import io.cometmq.tool.cli.ProgressLine;
import io.cometmq.tool.cli.ToolException;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes what arrives in an inbox until there is nothing more. Owned by the main thread. */
final class Writing {
  private static final int LOOK_EVERY = 256;
  private static final long LOOK_MS = 200;
  private static final long END_MS = 20;

  private final Inbox inbox;
  private final MessageFormat format;
  private final PrintWriter out;
  private final ProgressLine line;
  private final long began = System.nanoTime();
  private long messages;
  private long bytes;

  Writing(Inbox inbox, MessageFormat format, PrintWriter out, ProgressLine line) {
    this.inbox = inbox;
    this.format = format;
    this.out = out;
    this.line = line;
  }

  /**
   * Writes.
   *
   * @param limit most messages
   * @param idleMs after which time without a message it ends
   */
  void run(Source source, long limit, long idleMs) throws InterruptedException {
    String head = format.head();
    if (head != null) {
      out.println(head);
      out.flush();
    }
    write(source, limit, idleMs);
    end(source, limit);
    out.flush();
  }

  private void write(Source source, long limit, long idleMs) throws InterruptedException {
    long lastNanos = System.nanoTime();
    while (messages < limit && !isCut()) {
      Inbox.Arrival arrival = inbox.poll(Math.min(idleMs, LOOK_MS));
      if (arrival instanceof Inbox.Delivered delivered) {
        lastNanos = System.nanoTime();
        write(delivered);
        if (messages == limit) {
          source.last();
        }
        delivered.done().accept(true);
      } else if (arrival instanceof Inbox.Ended ended) {
        fail(ended.failure());
        return;
      } else if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastNanos) >= idleMs) {
        return;
      }
      if (line.isDue()) {
        line.show(messages + " messages");
      }
    }
  }

  /** Writes what is on its way; beyond the limit, or when nobody reads it, it is handed back. */
  private void end(Source source, long limit) throws InterruptedException {
    Future<Void> stopped = source.stop();
    while (!stopped.isComplete() || !inbox.isEmpty()) {
      if (inbox.poll(END_MS) instanceof Inbox.Delivered delivered) {
        boolean wanted = messages < limit && !out.checkError();
        if (wanted) {
          write(delivered);
        }
        delivered.done().accept(wanted);
      }
    }
  }

  private void write(Inbox.Delivered delivered) {
    line.clear();
    out.println(format.line(delivered.message()));
    messages++;
    bytes += delivered.message().body().length;
  }

  /** Whether nobody reads any more what is written, as behind {@code | head}. */
  private boolean isCut() {
    boolean isTime = inbox.isEmpty() || messages % LOOK_EVERY == 0;
    return isTime && out.checkError();
  }

  private static void fail(@Nullable Throwable failure) {
    if (failure instanceof ClientException known) {
      throw known;
    }
    if (failure != null) {
      throw new ToolException("cannot read on: " + failure, failure);
    }
  }

  /** What it has done so far. */
  String summary() {
    double seconds = (System.nanoTime() - began) / 1e9;
    return String.format(
        Locale.ROOT, "%d messages, %d bytes of bodies in %.1f s", messages, bytes, seconds);
  }
}

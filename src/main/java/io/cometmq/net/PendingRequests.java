package io.cometmq.net;

import io.cometmq.protocol.codec.RemotingFrame;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests that this side has sent on one connection and that wait for their answer. Owned by the
 * connection's event loop.
 *
 * <p>One timer serves them all: a wheel whose slots are lists through the entries themselves. It
 * turns only while something is pending.
 */
final class PendingRequests {
  static final long TICK_MS = 50;
  private static final int SLOTS = 128;

  private final ContextInternal context;
  private final EventLoop loop;
  private final AnswerTable byOpaque = new AnswerTable();
  private @Nullable PendingAnswer @Nullable [] wheel;
  private @Nullable ScheduledFuture<?> timer;
  private long lastTick;

  PendingRequests(ContextInternal context, EventLoop loop) {
    this.context = context;
    this.loop = loop;
  }

  int nextOpaque() {
    return byOpaque.nextOpaque();
  }

  int size() {
    return byOpaque.size();
  }

  void add(int opaque, PendingAnswer answer, long timeoutMs) {
    answer.opaque = opaque;
    answer.deadlineMs = nowMs() + Math.max(1, timeoutMs);
    byOpaque.put(answer);
    link(answer);
    if (timer == null) {
      lastTick = nowMs() / TICK_MS;
      timer = loop.scheduleAtFixedRate(this::onTick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }
  }

  /** Hands the frame to whoever waits for it; an answer to nothing is dropped. */
  void complete(Connection connection, RemotingFrame response) {
    PendingAnswer answer = byOpaque.remove(response.header().opaque());
    if (answer == null) {
      response.release();
      return;
    }
    unlink(answer);
    answer.onAnswer(connection, response);
  }

  void failAll(ConnectionClosedException cause) {
    List<PendingAnswer> all = byOpaque.removeAll();
    for (PendingAnswer answer : all) {
      unlink(answer);
    }
    stopTimer();
    for (PendingAnswer answer : all) {
      answer.onClosed(cause);
    }
  }

  private void onTick() {
    ContextInternal previous = context.beginDispatch();
    try {
      long now = nowMs();
      long tick = now / TICK_MS;
      // after a long stall one turn of the wheel covers everything
      long first = Math.max(lastTick + 1, tick - SLOTS + 1);
      lastTick = tick;
      for (long t = first; t <= tick; t++) {
        expire((int) (t % SLOTS), now);
      }
      if (byOpaque.size() == 0) {
        stopTimer();
      }
    } finally {
      context.endDispatch(previous);
    }
  }

  private void expire(int slot, long now) {
    List<PendingAnswer> due = null;
    PendingAnswer answer = slots()[slot];
    while (answer != null) {
      PendingAnswer following = answer.next;
      if (answer.deadlineMs <= now) {
        byOpaque.remove(answer.opaque);
        unlink(answer);
        due = due == null ? new ArrayList<>() : due;
        due.add(answer);
      }
      answer = following;
    }
    if (due != null) {
      due.forEach(PendingAnswer::onTimeout);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void link(PendingAnswer answer) {
    @Nullable PendingAnswer[] slots = slots();
    int slot = slotOf(answer);
    PendingAnswer head = slots[slot];
    answer.previous = null;
    answer.next = head;
    if (head != null) {
      head.previous = answer;
    }
    slots[slot] = answer;
  }

  private void unlink(PendingAnswer answer) {
    if (answer.previous == null) {
      slots()[slotOf(answer)] = answer.next;
    } else {
      answer.previous.next = answer.next;
    }
    if (answer.next != null) {
      answer.next.previous = answer.previous;
    }
    answer.previous = null;
    answer.next = null;
  }

  /** The slot of the first tick at which the deadline is over. */
  private static int slotOf(PendingAnswer answer) {
    return (int) ((answer.deadlineMs / TICK_MS + 1) % SLOTS);
  }

  private @Nullable PendingAnswer[] slots() {
    @Nullable PendingAnswer[] slots = wheel;
    if (slots == null) {
      slots = new PendingAnswer[SLOTS];
      wheel = slots;
    }
    return slots;
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}

package io.cometmq.web.remote;

import io.cometmq.model.MessageQueue;
import java.util.HashMap;
import java.util.Map;

/** What is known of one queue of another broker. Owned by the event loop of its topic. */
final class RemoteQueue {
  /** Why it can't be read now. */
  enum Trouble {
    NONE,
    /** No connection, or no answer in time: the broker is probed until it answers. */
    UNREACHABLE,
    /** The broker does not want to: it is asked again after a pause. */
    REFUSED
  }

  final MessageQueue id;
  Trouble trouble = Trouble.NONE;

  /** Answers so late that nobody should wait for it. */
  boolean slow;

  private long first;
  private long end = -1;
  private long pausedUntilMs = Long.MIN_VALUE;

  /** Since when the queue has been shorter than these offsets, which were seen. */
  private final Map<Long, Long> beyondSinceMs = new HashMap<>();

  RemoteQueue(MessageQueue id) {
    this.id = id;
  }

  long first() {
    return first;
  }

  /** -1 while it is not known. */
  long end() {
    return end;
  }

  void bounds(long newFirst, long newEnd) {
    first = newFirst;
    ends(newEnd);
  }

  void begins(long offset) {
    first = offset;
  }

  void ends(long newEnd) {
    end = newEnd;
    beyondSinceMs.keySet().removeIf(offset -> offset <= newEnd);
  }

  void pauseUntil(long timeMs) {
    pausedUntilMs = timeMs;
  }

  boolean mayBeAsked(long nowMs) {
    return trouble != Trouble.UNREACHABLE && nowMs >= pausedUntilMs;
  }

  /** How long the queue has been known to end before this offset. */
  long beyondForMs(long offset, long nowMs) {
    return nowMs - beyondSinceMs.computeIfAbsent(offset, key -> nowMs);
  }

  void settled(long offset) {
    beyondSinceMs.remove(offset);
  }
}

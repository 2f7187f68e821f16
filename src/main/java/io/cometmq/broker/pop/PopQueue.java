package io.cometmq.broker.pop;

import io.cometmq.store.queue.ConsumeQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** How far a group has been handed out one queue. Owned by the pop context. */
final class PopQueue {
  private static final long UNKNOWN = -1;

  final ConsumeQueue queue;
  final String group;
  final boolean retry;

  /** The first offset that was not handed out; {@link #UNKNOWN} before the first pop. */
  private long next = UNKNOWN;

  /** What has been stored as handed out, and dispatch is to be told. */
  private long committed = UNKNOWN;

  /** What was handed out in order last; null when nothing was. */
  @Nullable OrderedBatch ordered;

  /** What was handed out and is not yet on its way to the revive log, in order. */
  final Deque<Note> notes = new ArrayDeque<>(2);

  /** Messages before this offset were brought into memory by a worker. */
  long warmUntil;

  /** Whether a worker brings more into memory. */
  boolean warming;

  private int starts;

  /** Whether a worker reads for it. */
  boolean busy;

  /** Whether a note of what was handed out could not be written and is tried again. */
  boolean hasFailedNote;

  /** Whether dispatch is to be told of {@link #committed}. */
  boolean dirty;

  /** Whether dispatch has been seen to know an offset. */
  private boolean inTable;

  private long sent = UNKNOWN;
  private long seenAt = UNKNOWN;
  long lookedAtMs;

  PopQueue(ConsumeQueue queue, String group, boolean retry) {
    this.queue = queue;
    this.group = group;
    this.retry = retry;
  }

  /** Whether what was handed out in order has to be acknowledged first. */
  boolean isBlocked(@Nullable String attemptId, long nowMs) {
    return ordered != null && ordered.isBlocked(attemptId, nowMs);
  }

  boolean isKnown() {
    return next != UNKNOWN;
  }

  long next() {
    return next;
  }

  /** Goes on from here. */
  void moveTo(long offset) {
    next = offset;
  }

  /** Everything before this offset is stored as handed out. */
  void commit(long offset) {
    committed = Math.max(committed, offset);
    dirty = true;
  }

  /** Tells what to tell dispatch. */
  long toSend() {
    dirty = false;
    sent = committed;
    return committed;
  }

  /** The group begins, or goes on, from an offset that dispatch knows. */
  void startAt(long offset) {
    starts++;
    next = offset;
    committed = offset;
    sent = offset;
    seenAt = offset;
    inTable = false;
    ordered = null;
  }

  /** How often {@link #startAt} was called. */
  int starts() {
    return starts;
  }

  /**
   * Looks at the offset that dispatch knows.
   *
   * @param known -1 for none
   * @return whether somebody else has changed it
   */
  boolean isMovedBy(long known) {
    if (known < 0) {
      return inTable && !dirty;
    }
    inTable |= known == sent;
    if (known == seenAt) {
      return false;
    }
    boolean own = known == sent || seenAt != sent || dirty;
    if (known == sent) {
      seenAt = known;
    }
    return !own;
  }

  /** Whether somebody else has moved the group since dispatch was told where it is. */
  boolean isMovedFromSent(long known) {
    if (known == sent) {
      seenAt = known;
    }
    return known >= 0 && seenAt != UNKNOWN && known != sent && known != seenAt;
  }

  /** Whether dispatch knows an older offset than it was told. */
  boolean isOnItsWay(long known) {
    return known >= 0 && seenAt != UNKNOWN && known != sent;
  }

  /** A message at this offset or later is news to those who have just looked in vain. */
  long seen() {
    return isKnown() && !busy && ordered == null ? next : queue.maxOffset();
  }

  /** What dispatch knows may be older until it has been told. */
  void expectOld() {
    seenAt = UNKNOWN;
  }

  /** How many messages there are that were not handed out. */
  long behind() {
    long start = isKnown() ? next : queue.minOffset();
    if (ordered != null) {
      start = Math.max(start, ordered.end());
    }
    return Math.max(0, queue.maxOffset() - start);
  }
}

package io.cometmq.broker.pop;

import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.broker.group.GroupState;
import io.cometmq.bus.DispatchEvent;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.store.read.OffsetSearch;
import java.util.ArrayList;
import java.util.List;

/**
 * Where groups begin, and telling dispatch how far they have come. Owned by the pop context, which
 * reads and does not write the table.
 */
final class PopOffsets {
  /** How soon a change by somebody else, such as a reset, is noticed. */
  private static final long LOOK_MS = 100;

  private final ConsumerOffsetTable table;
  private final DispatchProxy<GroupState> dispatch;
  private final OffsetSearch search;
  private List<PopQueue> dirty = new ArrayList<>();

  PopOffsets(ConsumerOffsetTable table, DispatchProxy<GroupState> dispatch, OffsetSearch search) {
    this.table = table;
    this.dispatch = dispatch;
    this.search = search;
  }

  /** Makes sure that the queue's next offset is known and what it should be. */
  void look(PopQueue queue, boolean fromLast, long nowMs) {
    if (queue.isKnown() && nowMs - queue.lookedAtMs < LOOK_MS) {
      return;
    }
    queue.lookedAtMs = nowMs;
    long target = table.takeReset(queue.group, queue.queue.topic(), queue.queue.queueId());
    if (target >= 0) {
      queue.startAt(target);
      return;
    }
    long known = table.find(queue.group, queue.queue.topic(), queue.queue.queueId());
    if (queue.isKnown() && !queue.isMovedBy(known)) {
      return;
    }
    if (known >= 0) {
      queue.startAt(known);
    } else {
      long start = first(queue, fromLast);
      queue.startAt(start);
      committed(queue, start);
    }
  }

  /** Where a group goes on, without making it begin. */
  long peek(PopQueue queue) {
    if (queue.isKnown()) {
      return queue.next();
    }
    long known = table.find(queue.group, queue.queue.topic(), queue.queue.queueId());
    return known >= 0 ? known : queue.queue.minOffset();
  }

  /** How many messages a group was not given, without making it begin. */
  long behind(PopQueue queue) {
    return queue.isKnown() ? queue.behind() : Math.max(0, queue.queue.maxOffset() - peek(queue));
  }

  /** Whether {@link #look} has to read from the log. */
  boolean hasToSearch(PopQueue queue, boolean fromLast) {
    return fromLast
        && !queue.retry
        && !queue.isKnown()
        && table.find(queue.group, queue.queue.topic(), queue.queue.queueId()) < 0;
  }

  private long first(PopQueue queue, boolean fromLast) {
    long min = queue.queue.minOffset();
    if (queue.retry || !fromLast || search.isYoung(queue.queue)) {
      return min;
    }
    return Math.max(min, queue.queue.maxOffset() - 1);
  }

  /** What a group was handed out before this start; keeps the larger of the two. */
  void restore(PopQueue queue, long end) {
    long known = table.find(queue.group, queue.queue.topic(), queue.queue.queueId());
    queue.startAt(Math.max(queue.isKnown() ? queue.next() : known, end));
    queue.expectOld();
    committed(queue, queue.next());
  }

  /** A batch was out in order before this start; it is not if the group has moved elsewhere. */
  void restoreOrdered(PopQueue queue, OrderedBatch batch) {
    long known = table.find(queue.group, queue.queue.topic(), queue.queue.queueId());
    if (known >= batch.start() && known < batch.end()) {
      queue.startAt(known);
      batch.ackBefore(known);
      queue.moveTo(batch.firstOpen());
      queue.ordered = batch;
    }
  }

  /** Messages before this offset are stored as handed out. */
  void committed(PopQueue queue, long offset) {
    boolean before = queue.dirty;
    queue.commit(offset);
    if (!before) {
      dirty.add(queue);
    }
  }

  /** From where the revive log is needed. */
  long reviveStart(String topic, int queueId) {
    return Math.max(0, table.find(ReviveLog.GROUP, topic, queueId));
  }

  /** Says how far the revive log is not needed any more. */
  boolean commitRevive(String topic, int queueId, long offset) {
    return table.find(ReviveLog.GROUP, topic, queueId) == offset
        || dispatch.offer(new DispatchEvent.CommitOffset(ReviveLog.GROUP, topic, queueId, offset));
  }

  /** Tells dispatch what has changed; now and then, so that somebody else's change is noticed. */
  void flush() {
    if (dirty.isEmpty()) {
      return;
    }
    List<PopQueue> changed = dirty;
    dirty = new ArrayList<>();
    for (PopQueue queue : changed) {
      long known = table.find(queue.group, queue.queue.topic(), queue.queue.queueId());
      if (queue.isMovedFromSent(known)) {
        // somebody else has moved the group while it was popping
        queue.startAt(known);
        queue.dirty = false;
      } else if (queue.hasFailedNote || queue.isOnItsWay(known)) {
        // an earlier note failed and is written again: the offset must not pass it; or dispatch
        // has not come to what it was told last
        dirty.add(queue);
      } else {
        send(queue);
      }
    }
  }

  /** Whether dispatch has been told everything. */
  boolean isFlushed() {
    return dirty.isEmpty();
  }

  private void send(PopQueue queue) {
    long offset = queue.toSend();
    if (!dispatch.offer(
        new DispatchEvent.CommitOffset(
            queue.group, queue.queue.topic(), queue.queue.queueId(), offset))) {
      // the ring is full: with the next turn then
      committed(queue, offset);
    }
  }
}

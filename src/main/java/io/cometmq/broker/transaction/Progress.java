package io.cometmq.broker.transaction;

import io.cometmq.broker.group.GroupState;
import io.cometmq.bus.DispatchEvent;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.model.TopicNames;
import io.cometmq.store.log.CommitLog;
import org.jspecify.annotations.Nullable;

/**
 * Says how far all transactions have ended, as offsets of the group that RocketMQ uses for this:
 * there the next start goes on. Owned by the transaction context.
 *
 * <p>What it says is true on the disk too: it waits until the log has been forced.
 */
final class Progress {
  private record Point(long half, long op, long logEnd) {}

  private final CommitLog log;
  private final DispatchProxy<GroupState> dispatch;
  private final HalfLedger ledger;
  private final OpOffsets ops;
  private Point said = new Point(-1, -1, 0);
  private @Nullable Point next;

  Progress(CommitLog log, DispatchProxy<GroupState> dispatch, HalfLedger ledger, OpOffsets ops) {
    this.log = log;
    this.dispatch = dispatch;
    this.ledger = ledger;
    this.ops = ops;
  }

  /** Says what has been forced by now. */
  void report() {
    Point point = next;
    if (point != null && log.flushedPosition() >= point.logEnd()) {
      if (say(TopicNames.HALF, point.half()) && say(TopicNames.OP_HALF, point.op())) {
        said = point;
        next = null;
      }
    }
    long half = ledger.start();
    long op = ops.firstFor(half);
    if (next == null && (half != said.half() || op != said.op())) {
      next = new Point(half, op, log.endPosition());
    }
  }

  private boolean say(String topic, long offset) {
    return dispatch.offer(
        new DispatchEvent.CommitOffset(TopicNames.TRANSACTION_GROUP, topic, 0, offset));
  }
}

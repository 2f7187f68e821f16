package io.cometmq.broker.delay;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.metrics.DelayStats;
import io.cometmq.record.MessageDraft;
import io.cometmq.store.MessageStore;
import io.cometmq.store.read.QueueReader;
import io.cometmq.util.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All messages that wait, and what has become of them. They are taken out in batches, one at a
 * time: {@link #take}, store the {@link #draft} of each, {@link #done}. Owned by the delay context.
 */
final class WaitingMessages {
  private static final int UNITS_PER_TURN = 20_000;
  private static final int OLD_PER_TURN = 100_000;

  private final MessageStore store;
  private final Clock clock;
  private final Recalls recalls = new Recalls();
  private final LevelQueues levels;
  private final TimerQueue timers;
  private final DueDrafts drafts;

  /** Where the copies of the last run begin in the log. */
  private final long copiesFrom;

  private boolean batchTaken;

  /** Finds out what waits, from what was saved and from the copies of what was delivered later. */
  WaitingMessages(
      MessageStore store,
      TopicTable topics,
      DelayStats stats,
      Clock clock,
      DelayState saved,
      DeliveredCopies copies) {
    this.store = store;
    this.clock = clock;
    this.copiesFrom = saved.logPosition();
    QueueReader reader = new QueueReader(store.commitLog());
    this.drafts = new DueDrafts(reader, topics, recalls, stats, clock);
    this.levels =
        new LevelQueues(
            store.queues(), reader, store.options().delayLevels(), copies, saved.levels());
    this.timers =
        new TimerQueue(
            store.queues(),
            reader,
            store.commitLog(),
            copies,
            saved.timers(),
            store.options().retentionMs() / 2,
            clock.millis());
    boolean more = true;
    while (more) {
      // all that waits has to be known before anything is delivered, for the sake of the order
      more = timers.read(Integer.MAX_VALUE);
    }
  }

  /** Looks at messages that have come; says whether there are more. */
  boolean read() {
    return timers.read(UNITS_PER_TURN);
  }

  /**
   * Takes the next batch; nothing is due when it is empty.
   *
   * @param alsoOld whether messages that have waited long are to be stored again
   */
  List<DueMessage> take(boolean alsoOld) {
    long now = clock.millis();
    List<DueMessage> due = new ArrayList<>();
    if (alsoOld) {
      timers.takeOld(now, OLD_PER_TURN, due);
    }
    levels.takeDue(now, due);
    timers.takeDue(now, due);
    batchTaken = !due.isEmpty();
    return due;
  }

  /** What is to be stored for a message of the batch; null when nothing is. */
  @Nullable MessageDraft draft(DueMessage message) {
    return drafts.of(message);
  }

  /** All of the batch is stored, or can never be. */
  void done() {
    batchTaken = false;
    timers.rolled();
    recalls.forget(timers.nextDueMs());
  }

  /** When to come again, in milliseconds since the epoch; the largest number if nothing waits. */
  long nextDueMs() {
    return Math.min(levels.nextDueMs(), timers.nextDueMs());
  }

  /** Whether {@link #state} tells all: no batch is under way, nor is anything being taken back. */
  boolean isSettled() {
    return !batchTaken && recalls.isEmpty();
  }

  /** What has been delivered. */
  DelayState state() {
    boolean complete = levels.coversCopies() && timers.coversCopies();
    long logPosition = complete ? store.commitLog().endPosition() : copiesFrom;
    return new DelayState(levels.offsets(), logPosition, timers.state());
  }

  /**
   * Tells others.
   *
   * @param saved what a start would begin from: what it has to look at again must stay in the log
   */
  void publish(DelayProgress progress, DelayState saved) {
    progress.levels(levels.offsets(), levels.waiting());
    progress.waitingForTime(timers.waiting());
    progress.neededFrom(Math.min(levels.neededFrom(), timers.neededFrom(saved.timers())));
  }
}

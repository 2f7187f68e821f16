package io.cometmq.broker.dispatch;

import io.cometmq.bus.HeldPull;
import io.cometmq.filter.MessageFilter;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.RecordProbe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pulls that wait for a message, by queue. Owned by the dispatch context.
 *
 * <p>A pull leaves the table when a message arrives that it wants, when its time is over, or when
 * its connection is gone; the first two are handed back to be run once more.
 */
final class PullRequestHoldTable {
  private static final int MAX_COMPARISONS = 100;

  private final Map<ConsumeQueue, List<HeldPull>> byQueue = new HashMap<>();
  private final RecordProbe probe;
  private int size;

  /** Creates a table that nobody waits in. */
  PullRequestHoldTable(CommitLog log) {
    probe = new RecordProbe(log);
  }

  /**
   * Parks a pull, or hands it back at once when the queue has grown past it in the meantime.
   *
   * @param resume takes the pulls to be run again
   */
  void park(HeldPull pull, Consumer<? super HeldPull> resume) {
    if (pull.queue().maxOffset() > pull.offset()) {
      resume.accept(pull);
      return;
    }
    byQueue.computeIfAbsent(pull.queue(), queue -> new ArrayList<>(2)).add(pull);
    size++;
  }

  /**
   * Hands back the pulls of a queue that want a message. Its record is looked at only for filters
   * that the hash of its tag does not decide.
   */
  void arrived(
      ConsumeQueue queue,
      long newMax,
      long tagsCode,
      long position,
      int recordSize,
      Consumer<? super HeldPull> resume) {
    List<HeldPull> held = byQueue.get(queue);
    if (held == null) {
      return;
    }
    int kept = 0;
    for (int i = 0; i < held.size(); i++) {
      HeldPull pull = held.get(i);
      if (newMax > pull.offset()
          && pull.filter().mayWant(tagsCode)
          && isWanted(pull.filter(), position, recordSize)) {
        size--;
        if (!pull.isAbandoned()) {
          resume.accept(pull);
        }
      } else {
        held.set(kept++, pull);
      }
    }
    if (kept == 0) {
      byQueue.remove(queue);
    } else {
      held.subList(kept, held.size()).clear();
    }
  }

  /** A filter that is too dear for this one thread is left to the pull itself. */
  private boolean isWanted(MessageFilter filter, long position, int recordSize) {
    return filter.comparisons() > MAX_COMPARISONS || probe.wants(filter, position, recordSize);
  }

  /** Ends a batch of arrivals: lets go of the log. */
  void arrivalsDone() {
    probe.release();
  }

  /** Hands back the pulls whose time is over and drops those that nobody waits for. */
  void expire(long nowMs, Consumer<? super HeldPull> resume) {
    Iterator<List<HeldPull>> queues = byQueue.values().iterator();
    while (queues.hasNext()) {
      List<HeldPull> held = queues.next();
      int before = held.size();
      held.removeIf(pull -> isOver(pull, nowMs, resume));
      size -= before - held.size();
      if (held.isEmpty()) {
        queues.remove();
      }
    }
  }

  /** Hands back all pulls of a queue. */
  void wake(ConsumeQueue queue, Consumer<? super HeldPull> resume) {
    List<HeldPull> held = byQueue.remove(queue);
    if (held != null) {
      size -= held.size();
      held.forEach(resume);
    }
  }

  /** Hands back all pulls: the broker is going away. */
  void releaseAll(Consumer<? super HeldPull> resume) {
    byQueue.values().forEach(held -> held.forEach(resume));
    byQueue.clear();
    size = 0;
  }

  /** How many pulls wait. */
  int size() {
    return size;
  }

  private static boolean isOver(HeldPull pull, long nowMs, Consumer<? super HeldPull> resume) {
    if (pull.isAbandoned()) {
      return true;
    }
    if (pull.deadlineMs() <= nowMs) {
      resume.accept(pull);
      return true;
    }
    return false;
  }
}

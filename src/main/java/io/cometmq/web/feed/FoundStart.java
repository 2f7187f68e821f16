package io.cometmq.web.feed;

import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.QueueUnits;
import io.cometmq.store.read.OffsetSearch;
import io.cometmq.web.remote.Chunk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins. Immutable.
 *
 * @param reason why its cursor could not be honoured; null when it could, or there was none
 */
record FoundStart(Position position, @Nullable String reason) {
  static final String NEW_STORE = "new-store";
  static final String TRUNCATED = "truncated";
  static final String EXPIRED = Chunk.EXPIRED;
  static final String RECREATED = Chunk.RECREATED;

  /** What says most comes last. */
  private static final List<String> REASONS = List.of(TRUNCATED, EXPIRED, RECREATED, NEW_STORE);

  static FoundStart at(Position position) {
    return new FoundStart(position, null);
  }

  /**
   * Honours a cursor as far as that goes. What can't be had begins with the oldest message that is
   * there: a page rather sees a message twice than never.
   *
   * @param cursor as this broker sees it
   * @param search for queues of which the cursor has a time only
   * @param mayBlock whether files may be opened, which an event loop must not
   * @return null when it can't be told without blocking
   */
  static @Nullable FoundStart of(
      Cursor cursor,
      FeedSource source,
      ConsumeQueue[] queues,
      OffsetSearch search,
      boolean mayBlock) {
    long[] next = new long[queues.length];
    boolean foreign = cursor.epoch() != source.epoch() || !cursor.broker().equals(source.broker());
    String reason = foreign ? NEW_STORE : null;
    for (int i = 0; i < next.length; i++) {
      long min = queues[i].minOffset();
      long max = queues[i].maxOffset();
      long wanted = !foreign && i < cursor.next().length ? cursor.next()[i] : min;
      if (wanted < 0) {
        // another broker could not reach this one when the page asked for it
        if (!mayBlock) {
          return null;
        }
        wanted = search.firstAtOrAfter(queues[i], Elsewhere.time(wanted));
      }
      if (wanted < min) {
        reason = stronger(reason, EXPIRED);
      } else if (wanted > min) {
        Boolean before = isBefore(cursor.logEnd(), queues[i], Math.min(wanted, max) - 1, mayBlock);
        if (before == null) {
          return null;
        }
        if (!before) {
          reason = stronger(reason, RECREATED);
          wanted = min;
        } else if (wanted > max) {
          reason = stronger(reason, TRUNCATED);
        }
      }
      next[i] = Math.max(min, Math.min(max, wanted));
    }
    return new FoundStart(new Position(next, cursor.elsewhere()), reason);
  }

  /** The same with more on other brokers. */
  FoundStart with(Elsewhere others, @Nullable String otherReason) {
    return new FoundStart(
        position.with(others), otherReason == null ? reason : stronger(reason, otherReason));
  }

  private static String stronger(@Nullable String one, String other) {
    return one != null && REASONS.indexOf(one) > REASONS.indexOf(other) ? one : other;
  }

  /** Whether a message may have been seen; null when that can't be told without blocking. */
  private static @Nullable Boolean isBefore(
      long logEnd, ConsumeQueue queue, long offset, boolean mayBlock) {
    if (offset < queue.minOffset()) {
      return true;
    }
    QueueUnits units = queue.units(offset, mayBlock);
    if (units == null) {
      return mayBlock ? Boolean.TRUE : null;
    }
    try {
      return units.physicalOffset(0) < logEnd;
    } finally {
      units.release();
    }
  }
}

package io.cometmq.web.feed;

import io.cometmq.store.queue.ConsumeQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins. Immutable.
 *
 * @param reason why its cursor could not be honoured; null when it could, or there was none
 */
record FoundStart(Position position, @Nullable String reason) {
  static final String EXPIRED = "expired";
  static final String NEW_STORE = "new-store";
  static final String TRUNCATED = "truncated";

  static FoundStart at(Position position) {
    return new FoundStart(position, null);
  }

  /**
   * Honours a cursor as far as that goes. What can't be had begins with the oldest message that is
   * there: a page rather sees a message twice than never.
   */
  static FoundStart of(Cursor cursor, FeedSource source, ConsumeQueue[] queues) {
    long[] next = new long[queues.length];
    String reason = null;
    boolean foreign = cursor.epoch() != source.epoch() || !cursor.broker().equals(source.broker());
    for (int i = 0; i < next.length; i++) {
      long min = queues[i].minOffset();
      long max = queues[i].maxOffset();
      boolean known = !foreign && i < cursor.next().length;
      long wanted = known ? cursor.next()[i] : min;
      if (known && wanted < min) {
        reason = EXPIRED;
      } else if (wanted > max) {
        reason = TRUNCATED;
      }
      next[i] = Math.max(min, Math.min(max, wanted));
    }
    return new FoundStart(new Position(next), foreign ? NEW_STORE : reason);
  }
}

package io.cometmq.web.feed;

import io.cometmq.model.MessageQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one read found, encoded once for all pages that stand at the same position with the same
 * filter. Immutable, but for frames that the event loop which owns it keeps for the next page.
 */
public final class Batch {
  private final Position start;
  private final Position end;
  private final List<FeedMessage> messages;
  private final boolean more;
  private final @Nullable String lost;
  private final @Nullable MessageQueue from;
  private final Map<Object, Object> frames = new HashMap<>(2);

  /**
   * Creates it.
   *
   * @param from the queue of another broker that all of it is of; null for this broker's
   * @param more whether there was more to read
   * @param lost why messages after the start were not seen, null when there are none
   */
  Batch(
      Position start,
      Position end,
      List<FeedMessage> messages,
      @Nullable MessageQueue from,
      boolean more,
      @Nullable String lost) {
    this.from = from;
    this.start = start;
    this.end = end;
    this.messages = messages;
    this.more = more;
    this.lost = lost;
  }

  /** The messages. */
  public List<FeedMessage> messages() {
    return messages;
  }

  /**
   * The first messages in the form of some transport, made once and then kept.
   *
   * @param key tells forms apart
   */
  public <T> T frame(Object key, Class<T> type, Supplier<T> make) {
    return type.cast(frames.computeIfAbsent(key, k -> make.get()));
  }

  /** Bytes of the first messages as JSON. */
  long bytes(int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += messages.get(i).fields().length;
    }
    return bytes;
  }

  /** Whether it is of another broker. */
  boolean isOthers() {
    return from != null;
  }

  /** Whether there was more to read. */
  boolean more() {
    return more;
  }

  /** Why messages after the start were not seen, null when there are none. */
  @Nullable String lost() {
    return lost;
  }

  /** The position after the first messages. */
  Position after(int count) {
    if (count == messages.size()) {
      return end;
    }
    if (from != null) {
      return count == 0 ? start : start.with(from, messages.get(count - 1).next());
    }
    long[] next = start.copy();
    for (int i = 0; i < count; i++) {
      next[messages.get(i).queue()] = messages.get(i).next();
    }
    return new Position(next, start.elsewhere());
  }
}

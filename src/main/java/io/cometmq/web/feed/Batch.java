package io.cometmq.web.feed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one read found, encoded once for all pages that stand at the same position with the same
 * filter. Immutable, but for frames that the event loop which owns it keeps for the next page.
 */
public final class Batch {
  private final Position start;
  private final Position end;
  private final List<FeedMessage> messages;
  private final boolean more;
  private final boolean lost;
  private final Map<Object, Object> frames = new HashMap<>(2);

  Batch(Position start, Position end, List<FeedMessage> messages, boolean more, boolean lost) {
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

  /** Whether there was more to read. */
  boolean more() {
    return more;
  }

  /** Whether messages after the start are gone, because retention was faster. */
  boolean lost() {
    return lost;
  }

  /** The position after the first messages. */
  Position after(int count) {
    if (count == messages.size()) {
      return end;
    }
    long[] next = start.copy();
    for (int i = 0; i < count; i++) {
      next[messages.get(i).queue()] = messages.get(i).next();
    }
    return new Position(next);
  }
}

package io.cometmq.broker.delay;

import io.cometmq.model.PropertyNames;
import io.cometmq.record.MessageDraft;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Timed messages that were taken back and are due about now. What takes a message back waits beside
 * it and is due a moment earlier, so these are few. Owned by the delay context.
 */
final class Recalls {
  // key of the message to when it is due at the latest
  private final Map<String, Long> recalled = new HashMap<>();

  /**
   * Remembers what a message takes back, if it does that.
   *
   * @param dueMs when it is due itself
   */
  boolean note(MessageDraft draft, long dueMs) {
    String key = draft.property(PropertyNames.TIMER_DEL_UNIQUE_KEY);
    if (key == null) {
      return false;
    }
    recalled.put(key, dueMs + 1);
    return true;
  }

  /** Whether a message has been taken back. */
  boolean matches(MessageDraft draft) {
    if (recalled.isEmpty()) {
      return false;
    }
    String id = draft.property(PropertyNames.UNIQ_KEY);
    return id != null
        && (recalled.containsKey(key(draft.property(PropertyNames.REAL_TOPIC), id))
            // RocketMQ's own form, unless it is told to add the topic
            || recalled.containsKey(id));
  }

  /** The key of a message of a topic with a unique id. */
  static String key(@Nullable String topic, String uniqueId) {
    return topic + "+" + uniqueId;
  }

  /** Forgets those whose messages have been looked at. */
  void forget(long nextDueMs) {
    recalled.values().removeIf(dueMs -> dueMs < nextDueMs);
  }

  boolean isEmpty() {
    return recalled.isEmpty();
  }
}

package io.cometmq.broker.delay;

import io.cometmq.model.DelayLevels;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.MessageDraft;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which messages are not to be seen at once, and where they wait. Safe for any thread.
 *
 * <p>A delay level wins over a time, as in RocketMQ.
 */
public final class DetourRules {
  private final DelayLevels levels;
  private final long maxDelayMs;
  private final int maxTimers;
  private final LongSupplier timers;

  /**
   * Creates the rules.
   *
   * @param maxTimers how many messages with times of their own may wait
   * @param timers how many do; may be a little behind, and is called by any thread
   */
  public DetourRules(DelayLevels levels, long maxDelayMs, int maxTimers, LongSupplier timers) {
    this.levels = levels;
    this.maxDelayMs = maxDelayMs;
    this.maxTimers = maxTimers;
    this.timers = timers;
  }

  /** The delay levels. */
  public DelayLevels levels() {
    return levels;
  }

  /** Longest time ahead, in milliseconds. */
  public long maxDelayMs() {
    return maxDelayMs;
  }

  /** Where a message of a delay level, 1 or more, waits. */
  public Detour ofLevel(int level) {
    return new Detour(TopicNames.SCHEDULE, levels.effective(level) - 1, -1);
  }

  /** Where the first half of a transaction waits. */
  public Detour ofHalf() {
    return new Detour(TopicNames.HALF, 0, -1);
  }

  /**
   * Where a message that is due at a time waits.
   *
   * @param dueMs milliseconds since the epoch
   * @return null when that has come already
   * @throws IllegalArgumentException when it is too far ahead, with a text for the producer
   * @throws TimersFullException when too many wait already, with a text for the producer
   */
  public @Nullable Detour ofTime(long dueMs, long nowMs) {
    if (dueMs <= nowMs) {
      return null;
    }
    if (dueMs - nowMs > maxDelayMs) {
      throw new IllegalArgumentException(
          "timer message illegal, the message is due in "
              + (dueMs - nowMs)
              + " ms, over the limit of "
              + maxDelayMs
              + " ms; choose an earlier time, or raise delay.max");
    }
    checkRoom(maxTimers);
    return new Detour(TopicNames.TIMER, 0, dueMs);
  }

  /**
   * Makes sure that there is room to take a message back, which takes as much as one that waits: a
   * fourth of the limit on top of it.
   *
   * @throws TimersFullException when there is none
   */
  public void checkRoomToRecall() {
    checkRoom(maxTimers + maxTimers / 4L);
  }

  private void checkRoom(long limit) {
    long waiting = timers.getAsLong();
    if (waiting >= limit) {
      throw new TimersFullException(waiting, limit);
    }
  }

  /**
   * Sends a message of the broker's own on its detour, if its properties ask for one.
   *
   * @throws IllegalArgumentException when it is due too far ahead
   * @throws TimersFullException when too many wait already
   */
  public void apply(MessageDraft draft, long nowMs) {
    Detour detour = of(draft, nowMs);
    if (detour == null) {
      return;
    }
    draft.properties.put(PropertyNames.REAL_TOPIC, draft.topic);
    draft.properties.put(PropertyNames.REAL_QUEUE_ID, Integer.toString(draft.queueId));
    if (detour.isTimed()) {
      draft.properties.put(PropertyNames.TIMER_OUT_MS, Long.toString(detour.dueMs()));
    } else {
      draft.properties.remove(PropertyNames.TIMER_DELIVER_MS);
      draft.properties.remove(PropertyNames.TIMER_DELAY_MS);
      draft.properties.remove(PropertyNames.TIMER_DELAY_SEC);
    }
    draft.topic = detour.topic();
    draft.queueId = detour.queueId();
  }

  private @Nullable Detour of(MessageDraft draft, long nowMs) {
    int level = (int) draft.number(PropertyNames.DELAY, 0);
    if (level > 0) {
      return ofLevel(level);
    }
    long seconds = draft.number(PropertyNames.TIMER_DELAY_SEC, -1);
    long millis = draft.number(PropertyNames.TIMER_DELAY_MS, -1);
    long at = draft.number(PropertyNames.TIMER_DELIVER_MS, -1);
    if (seconds >= 0) {
      return ofTime(nowMs + seconds * 1000, nowMs);
    }
    if (millis >= 0) {
      return ofTime(nowMs + millis, nowMs);
    }
    return at >= 0 ? ofTime(at, nowMs) : null;
  }
}

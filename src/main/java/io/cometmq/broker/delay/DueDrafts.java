package io.cometmq.broker.delay;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.metrics.DelayStats;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.MessageDraft;
import io.cometmq.store.read.QueueReader;
import io.cometmq.util.Clock;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the record that goes to a message's real topic, or none where it was taken back or can't be
 * delivered. Owned by the delay context.
 */
final class DueDrafts {
  private static final Logger LOG = LoggerFactory.getLogger(DueDrafts.class);
  private static final int MAX_WARNED = 1_000;

  /** With more, nothing is added to the properties, so that they always fit a record. */
  private static final int MOST_PROPERTY_BYTES = 32_000;

  private final QueueReader reader;
  private final TopicTable topics;
  private final Recalls recalls;
  private final DelayStats stats;
  private final Clock clock;
  private final Set<String> warned = new HashSet<>();

  DueDrafts(QueueReader reader, TopicTable topics, Recalls recalls, DelayStats stats, Clock clock) {
    this.reader = reader;
    this.topics = topics;
    this.recalls = recalls;
    this.stats = stats;
    this.clock = clock;
  }

  /** What is to be stored; null when nothing is. */
  @Nullable MessageDraft of(DueMessage message) {
    MessageDraft draft = reader.draft(message.position(), message.size());
    if (draft == null) {
      LOG.error(
          "the delayed message at {} is not in the log any more: it is lost", message.position());
      stats.onDropped();
      return null;
    }
    draft.preparedTransactionOffset = CopyMark.of(message.position());
    return switch (message.kind()) {
      case LEVEL -> addressed(draft);
      case TIMED -> timed(draft, message.dueMs());
      case ROLLED -> rolled(draft);
    };
  }

  private @Nullable MessageDraft timed(MessageDraft draft, long dueMs) {
    if (recalls.note(draft, dueMs)) {
      return null;
    }
    if (recalls.matches(draft)) {
      stats.onRecalled();
      return null;
    }
    note(draft, PropertyNames.TIMER_ENQUEUE_MS, draft.storeTimestamp);
    note(draft, PropertyNames.TIMER_DEQUEUE_MS, clock.millis());
    return addressed(draft);
  }

  private static MessageDraft rolled(MessageDraft draft) {
    long times = draft.number(PropertyNames.TIMER_ROLL_TIMES, 0) + 1;
    draft.properties.remove(PropertyNames.TIMER_ROLL_TIMES);
    note(draft, PropertyNames.TIMER_ENQUEUE_MS, draft.storeTimestamp);
    note(draft, PropertyNames.TIMER_ROLL_TIMES, times);
    return draft;
  }

  /** Adds a property that is good to know, where there is room for it and it is not there yet. */
  private static void note(MessageDraft draft, String name, long value) {
    if (draft.propertyBytes() < MOST_PROPERTY_BYTES) {
      draft.properties.putIfAbsent(name, Long.toString(value));
    }
  }

  private @Nullable MessageDraft addressed(MessageDraft draft) {
    String topic = draft.property(PropertyNames.REAL_TOPIC);
    if (topic == null || TopicNames.isWaitingRoom(topic)) {
      dropped(String.valueOf(topic), "that is no topic to deliver to");
      return null;
    }
    if (topics.find(topic) == null) {
      dropped(topic, "the topic does not exist any more");
      return null;
    }
    draft.topic = topic;
    draft.queueId = (int) Math.max(0, draft.number(PropertyNames.REAL_QUEUE_ID, 0));
    return draft;
  }

  /** Counts a message that is not delivered, and says so once for each topic. */
  private void dropped(String topic, String why) {
    stats.onDropped();
    if (warned.size() < MAX_WARNED && warned.add(topic)) {
      LOG.warn("delayed messages for topic {} are dropped: {}", topic, why);
    }
  }
}

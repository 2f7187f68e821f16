package io.cometmq.broker.delay;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.AppendFailedException;
import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.metrics.DelayStats;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.MessageDraft;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.read.QueueReader;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores messages that are due in their real topics, one batch at a time. A batch is over when all
 * of it is stored, or can never be. Owned by the delay context.
 */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final long RETRY_MS = 100;
  private static final int MAX_WARNED = 1_000;
  private static final int MOST_PROPERTY_BYTES = 32_000;

  private final Vertx vertx;
  private final QueueReader reader;
  private final TopicTable topics;
  private final RecordAppends appends;
  private final Recalls recalls;
  private final DelayStats stats;
  private final Clock clock;
  private final Runnable whenDone;
  private final Set<String> warned = new HashSet<>();
  private int underWay;
  private long delivered;

  Delivery(
      Vertx vertx,
      QueueReader reader,
      TopicTable topics,
      RecordAppends appends,
      Recalls recalls,
      DelayStats stats,
      Clock clock,
      Runnable whenDone) {
    this.vertx = vertx;
    this.reader = reader;
    this.topics = topics;
    this.appends = appends;
    this.recalls = recalls;
    this.stats = stats;
    this.clock = clock;
    this.whenDone = whenDone;
  }

  /** Whether a batch is under way. */
  boolean isRunning() {
    return underWay > 0;
  }

  /** Messages that were dealt with since the start, those included that could not be delivered. */
  long count() {
    return delivered;
  }

  /** Delivers a batch and says when that is done, never before this call has returned. */
  void start(List<DueMessage> batch) {
    // holds the batch open until all of it has been handed over
    underWay = 1;
    for (DueMessage message : batch) {
      MessageDraft draft = draft(message);
      if (draft == null) {
        delivered++;
      } else {
        underWay++;
        append(message, draft);
      }
    }
    if (underWay == 1) {
      vertx.runOnContext(ended -> over());
    } else {
      underWay--;
    }
  }

  private void append(DueMessage message, MessageDraft draft) {
    Future<RecordAppend> stored;
    try {
      stored = appends.append(draft, true);
    } catch (RuntimeException e) {
      LOG.error("the delayed message at {} can't be stored", message.position(), e);
      dropped(draft.topic, "they can't be stored");
      one();
      return;
    }
    stored
        .onSuccess(append -> stored(message, append))
        .onFailure(cause -> failed(message, draft, cause));
  }

  private void stored(DueMessage message, RecordAppend stored) {
    if (message.kind() != DueMessage.Kind.ROLLED) {
      stats.onDelivered(stored.storeTimestamp - message.dueMs());
    }
    one();
  }

  private void failed(DueMessage message, MessageDraft draft, Throwable cause) {
    AppendStatus status =
        cause instanceof AppendFailedException append ? append.status() : AppendStatus.IO_ERROR;
    switch (status) {
      case QUEUE_DELETED -> {
        dropped(draft.topic, "the topic was deleted");
        one();
      }
      case MESSAGE_TOO_LARGE -> {
        dropped(draft.topic, "they do not fit store.segment-size");
        one();
      }
      // the batch stays open: nothing counts as delivered until the disk takes it
      default -> vertx.setTimer(RETRY_MS, id -> append(message, draft));
    }
  }

  private void one() {
    delivered++;
    over();
  }

  private void over() {
    underWay--;
    if (underWay == 0) {
      whenDone.run();
    }
  }

  /** What is to be stored; null when nothing is. */
  private @Nullable MessageDraft draft(DueMessage message) {
    MessageDraft draft = reader.draft(message.position(), message.size());
    if (draft == null) {
      LOG.warn("the delayed message at {} is not in the log any more", message.position());
      return null;
    }
    draft.preparedTransactionOffset = CopyMark.of(message.position());
    return switch (message.kind()) {
      case LEVEL -> addressed(draft);
      case TIMED -> {
        if (recalls.note(draft, message.dueMs())) {
          yield null;
        }
        if (recalls.matches(draft)) {
          stats.onRecalled();
          yield null;
        }
        note(draft, PropertyNames.TIMER_ENQUEUE_MS, draft.storeTimestamp);
        note(draft, PropertyNames.TIMER_DEQUEUE_MS, clock.millis());
        yield addressed(draft);
      }
      case ROLLED -> {
        note(draft, PropertyNames.TIMER_ENQUEUE_MS, draft.storeTimestamp);
        long times = draft.number(PropertyNames.TIMER_ROLL_TIMES, 0) + 1;
        draft.properties.remove(PropertyNames.TIMER_ROLL_TIMES);
        note(draft, PropertyNames.TIMER_ROLL_TIMES, times);
        yield draft;
      }
    };
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

  private void dropped(String topic, String why) {
    stats.onDropped();
    if (warned.size() < MAX_WARNED && warned.add(topic)) {
      LOG.warn("delayed messages for topic {} are dropped: {}", topic, why);
    }
  }
}

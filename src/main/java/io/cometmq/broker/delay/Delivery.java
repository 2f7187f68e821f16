package io.cometmq.broker.delay;

import io.cometmq.bus.AppendFailedException;
import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.metrics.DelayStats;
import io.cometmq.record.MessageDraft;
import io.cometmq.store.log.AppendStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the messages of a batch, one batch at a time. A batch is over when all of it is stored, or
 * can never be. Owned by the delay context.
 */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final long RETRY_MS = 100;

  private final Vertx vertx;
  private final WaitingMessages waiting;
  private final RecordAppends appends;
  private final DelayStats stats;
  private final Runnable whenDone;
  private int underWay;
  private long count;

  Delivery(
      Vertx vertx,
      WaitingMessages waiting,
      RecordAppends appends,
      DelayStats stats,
      Runnable whenDone) {
    this.vertx = vertx;
    this.waiting = waiting;
    this.appends = appends;
    this.stats = stats;
    this.whenDone = whenDone;
  }

  /** Whether a batch is under way. */
  boolean isRunning() {
    return underWay > 0;
  }

  /** Messages that were dealt with since the start, those included that were not delivered. */
  long count() {
    return count;
  }

  /** Delivers a batch and says when that is done, never before this call has returned. */
  void start(List<DueMessage> batch) {
    // one more than messages, so that it can't be over while it is handed over
    underWay = 1;
    for (DueMessage message : batch) {
      MessageDraft draft = waiting.draft(message);
      if (draft == null) {
        count++;
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
      dropped();
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
    if (status == AppendStatus.QUEUE_DELETED || status == AppendStatus.MESSAGE_TOO_LARGE) {
      LOG.warn(
          "the delayed message at {} for topic {} is dropped: {}",
          message.position(),
          draft.topic,
          status);
      dropped();
    } else {
      // the batch stays open: nothing counts as delivered until the disk takes it
      vertx.setTimer(RETRY_MS, id -> append(message, draft));
    }
  }

  private void dropped() {
    stats.onDropped();
    one();
  }

  private void one() {
    count++;
    over();
  }

  private void over() {
    underWay--;
    if (underWay == 0) {
      whenDone.run();
    }
  }
}

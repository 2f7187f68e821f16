package io.cometmq.bus;

import io.cometmq.record.MessageDraft;
import io.cometmq.record.MultiDispatch;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Stores records that the broker itself makes. Owned by the context that it is made for, and used
 * on that only. When the ring is full it keeps them, in order, and tries again.
 */
public final class RecordAppends {
  private static final long RETRY_MS = 1;

  private final Vertx vertx;
  private final StorageProxy storage;
  private final ConsumeQueueTable queues;
  private final int loop;
  private final Turns turns;
  private final ArrayDeque<RecordAppend> backlog = new ArrayDeque<>();
  private boolean retrying;

  /**
   * Creates it.
   *
   * @param loop where finished appends come back; see {@link LoopProxy} and {@link ServiceLoop}
   */
  public RecordAppends(Vertx vertx, StorageProxy storage, ConsumeQueueTable queues, int loop) {
    this(vertx, storage, queues, loop, (here, work) -> work.run());
  }

  /**
   * Creates it for state that more than one context works with.
   *
   * @param turns has the turn whenever this is used, and for what comes back
   */
  public RecordAppends(
      Vertx vertx, StorageProxy storage, ConsumeQueueTable queues, int loop, Turns turns) {
    this.vertx = vertx;
    this.turns = turns;
    this.storage = storage;
    this.queues = queues;
    this.loop = loop;
  }

  /**
   * Stores a message in its topic and queue.
   *
   * @param waitForFlush whether, with {@code store.flush: sync}, it is done only when forced
   * @return where it went, on the caller's context; fails with {@link AppendFailedException}
   */
  public Future<RecordAppend> append(MessageDraft draft, boolean waitForFlush) {
    ConsumeQueue queue = queues.getOrCreate(draft.topic, draft.queueId);
    MultiDispatch light = draft.prepareLightQueues();
    RecordAppend task = new RecordAppend(loop, turns, queue, draft.encode(), waitForFlush);
    if (light != null) {
      task.moreQueues = light.topics().stream().map(name -> queues.getOrCreate(name, 0)).toList();
      task.moreOffsetsAt =
          task.records.remaining() - light.placeholder().length() - MessageDraft.PAIR_END_BYTES;
    }
    return hand(task);
  }

  /** Stores one encoded record in a queue, see {@link #append(MessageDraft, boolean)}. */
  public Future<RecordAppend> append(ConsumeQueue queue, ByteBuffer record, boolean waitForFlush) {
    return hand(new RecordAppend(loop, turns, queue, record, waitForFlush));
  }

  /**
   * Stores that many records, encoded back to back, in a queue: all of them or none.
   *
   * @param backTo the event loop on which it is finished
   */
  public Future<RecordAppend> append(
      ConsumeQueue queue, ByteBuffer records, int count, boolean waitForFlush, int backTo) {
    RecordAppend task = new RecordAppend(backTo, turns, queue, records, waitForFlush);
    task.recordCount = count;
    return hand(task);
  }

  private Future<RecordAppend> hand(RecordAppend task) {
    if (backlog.isEmpty() && storage.offer(task)) {
      storage.ring();
    } else {
      backlog.add(task);
      retryLater();
    }
    return task.stored();
  }

  /** Appends that found the ring full and wait for room. */
  public int waiting() {
    return backlog.size();
  }

  private void retryLater() {
    if (!retrying) {
      retrying = true;
      vertx.setTimer(RETRY_MS, id -> turns.enter(loop, this::retry));
    }
  }

  private void retry() {
    retrying = false;
    while (!backlog.isEmpty() && storage.offer(backlog.peek())) {
      backlog.remove();
    }
    storage.ring();
    if (!backlog.isEmpty()) {
      retryLater();
    }
  }
}

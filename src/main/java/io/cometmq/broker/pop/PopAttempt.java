package io.cometmq.broker.pop;

import io.cometmq.filter.MessageFilter;
import io.cometmq.record.RecordLayout;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.read.ReadResult;
import io.cometmq.store.read.ReadStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look through a group's queues for a pop: takes what is there, notes it down in the revive log
 * and answers. Owned by the pop context.
 */
final class PopAttempt {
  /**
   * Reads that found nothing but other tags; after so many others get their turn. An event loop
   * leaves it to the worker after one.
   */
  private static final int MOST_ROUNDS = 32;

  /** One pop in so many looks at the retries first, as in RocketMQ; all others look there last. */
  private static final int RETRY_FIRST = 5;

  private static final int[] NOT_COUNTED = {};

  private final PopCore core;
  private final PopCall call;
  private final PopRequest request;
  private final PopGroup group;
  private final long popTimeMs;
  private final int reviveQueue;
  private final PopQueue[] order;
  private final List<PopBatch> taken = new ArrayList<>(2);
  private int at;
  private int messagesLeft;
  private int bytesLeft;
  private int rounds;
  private boolean unfinished;
  private long rest;

  PopAttempt(PopCore core, PopCall call, PopGroup group, int reviveQueue) {
    this.core = core;
    this.call = call;
    this.request = call.request();
    this.group = group;
    this.popTimeMs = core.nowMs();
    this.reviveQueue = reviveQueue;
    this.messagesLeft = Math.min(request.maxMessages(), Chunk.MAX_MESSAGES);
    this.bytesLeft = request.maxBytes();
    this.order = order();
  }

  private PopQueue[] order() {
    int turn = group.nextTurn();
    PopQueue[] main = group.main();
    PopQueue[] retry = request.ordered() ? new PopQueue[0] : group.retry();
    boolean one = request.queueId() != PopRequest.ALL_QUEUES;
    int mainCount = one ? (request.queueId() < main.length ? 1 : 0) : main.length;
    PopQueue[] queues = new PopQueue[mainCount + retry.length];
    boolean retryFirst = turn % RETRY_FIRST == 0;
    int place = retryFirst ? retry.length : 0;
    System.arraycopy(retry, 0, queues, retryFirst ? 0 : mainCount, retry.length);
    for (int i = 0; i < mainCount; i++) {
      queues[place + i] = main[one ? request.queueId() : (turn + i) % mainCount];
    }
    return queues;
  }

  /**
   * Goes on from queue to queue.
   *
   * @return false when there is nothing; otherwise the call is, or will be, taken care of
   */
  boolean run() {
    while (at < order.length) {
      PopQueue queue = order[at];
      if (messagesLeft == 0 || bytesLeft <= 0 || queue.busy) {
        rest += queue.behind();
        at++;
        continue;
      }
      if (!core.mayBlock() && core.offsets().hasToSearch(queue, request.fromLast())) {
        return giveUpTurn();
      }
      core.offsets().look(queue, request.fromLast(), popTimeMs);
      if (request.ordered() && queue.isBlocked(request.attemptId(), popTimeMs)) {
        rest += queue.behind();
        at++;
        continue;
      }
      ReadResult result = read(queue, false);
      if (result == null) {
        readCold(queue);
        return true;
      }
      take(queue, result);
    }
    if (!taken.isEmpty()) {
      finish();
      return true;
    }
    if (unfinished) {
      core.later(call);
      return true;
    }
    return false;
  }

  /** What is to come may have to wait for the disk, which an event loop must not. */
  private boolean giveUpTurn() {
    if (taken.isEmpty()) {
      core.later(call);
    } else {
      finish();
    }
    return true;
  }

  private @Nullable ReadResult read(PopQueue queue, boolean mayBlock) {
    return core.reader()
        .read(
            queue.queue,
            queue.next(),
            messagesLeft,
            bytesLeft,
            // what is there again has been wanted before
            queue.retry ? MessageFilter.ALL : request.filter(),
            mayBlock);
  }

  /** The pages are not at hand: a worker waits for them, and others leave the queue alone. */
  private void readCold(PopQueue queue) {
    queue.busy = true;
    core.within(core.coldReads().executeBlocking(() -> read(queue, true), false))
        .onComplete(
            done -> {
              queue.busy = false;
              ReadResult result = done.result();
              if (result != null) {
                take(queue, result);
                core.goOn(call, this::run);
              } else {
                fail(
                    new IllegalStateException(
                        "reading queue " + queue.queue.queueId() + " of " + queue.queue.topic(),
                        done.cause()));
              }
              core.wake(group, queue);
            });
  }

  private void fail(Throwable cause) {
    if (taken.isEmpty()) {
      core.answer(call, PopAnswer.failed(cause));
    } else {
      finish();
    }
  }

  private void finish() {
    if (request.ordered()) {
      core.answer(call, found(taken));
    } else {
      store();
    }
  }

  private PopAnswer found(List<PopBatch> batches) {
    return new PopAnswer(PopAnswer.Status.FOUND, popTimeMs, reviveQueue, rest, batches, null);
  }

  private void take(PopQueue queue, ReadResult result) {
    if (result.status() == ReadStatus.FOUND) {
      long[] offsets = offsets(result);
      messagesLeft -= offsets.length;
      bytesLeft -= result.bytes();
      rest += Math.max(0, result.maxOffset() - result.nextOffset());
      ChunkId id =
          new ChunkId(
              queue.queue.topic(), group.group, queue.queue.queueId(), offsets[0], popTimeMs);
      int[] consumed = NOT_COUNTED;
      if (request.ordered()) {
        OrderedBatch batch =
            OrderedBatch.after(
                queue.ordered, request.attemptId(), popTimeMs, request.invisibleMs(), offsets);
        queue.ordered = batch;
        core.orderChanged();
        consumed = batch.consumed();
      } else {
        queue.moveTo(result.nextOffset());
      }
      taken.add(new PopBatch(id, queue.retry, offsets, result, consumed));
      at++;
      return;
    }
    boolean end = result.nextOffset() >= result.maxOffset() || result.nextOffset() == queue.next();
    if (result.nextOffset() != queue.next()) {
      queue.moveTo(result.nextOffset());
      core.offsets().committed(queue, result.nextOffset());
    }
    if (end) {
      at++;
    } else if (++rounds > (core.mayBlock() ? MOST_ROUNDS : 1)) {
      unfinished = true;
      rest += queue.behind();
      at++;
    }
  }

  /** The offsets of the messages in a result. */
  static long[] offsets(ReadResult result) {
    long[] offsets = new long[result.messages()];
    int count = 0;
    for (int i = 0; i < result.slices().size(); i++) {
      LogSlice slice = result.slices().get(i);
      ByteBuffer bytes = slice.buffer();
      int record = bytes.position();
      while (record < bytes.limit()) {
        offsets[count++] = bytes.getLong(record + RecordLayout.QUEUE_OFFSET);
        record += bytes.getInt(record + RecordLayout.TOTAL_SIZE);
      }
    }
    return offsets;
  }

  /**
   * Has it noted down what was handed out, and answers without waiting for that: the group's
   * offset, which a restart goes on from, moves only when the log has the note. So a kill in
   * between makes messages come again, and loses none.
   */
  private void store() {
    for (PopBatch batch : taken) {
      Chunk chunk = chunk(batch);
      core.inFlight().add(chunk);
      PopQueue queue = group.find(batch.chunk().topic(), batch.chunk().queueId());
      if (queue != null) {
        long end = batch.records().nextOffset();
        core.notes().add(new Note(chunk, queue, end, popTimeMs + Notes.WAIT_MS));
      }
    }
    core.answer(call, found(taken));
  }

  private Chunk chunk(PopBatch batch) {
    int[] distances = new int[batch.offsets().length];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = (int) (batch.offsets()[i] - batch.offsets()[0]);
    }
    Chunk chunk = new Chunk(batch.chunk(), request.invisibleMs(), reviveQueue, distances);
    chunk.floor = core.reviveLog().floor(reviveQueue);
    chunk.savedMs = popTimeMs;
    return chunk;
  }
}

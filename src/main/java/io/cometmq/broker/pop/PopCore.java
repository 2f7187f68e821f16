package io.cometmq.broker.pop;

import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.LoopTask;
import io.cometmq.model.TopicNames;
import io.cometmq.store.MessageStore;
import io.cometmq.store.read.MessageReader;
import io.cometmq.store.read.OffsetSearch;
import io.cometmq.util.Clock;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Hands out messages one by one, takes acknowledgements, and knows what is in flight. Owned by the
 * pop context.
 */
public final class PopCore {
  private final Map<ConsumerOffsetTable.TopicGroup, PopGroup> groups = new HashMap<>();
  private final Deque<PopCall> later = new ArrayDeque<>();
  private final InFlight inFlight = new InFlight();
  private final MessageStore store;
  private final TopicTable topics;
  private final Clock clock;
  private final WorkerExecutor coldReads;
  private final LoopProxy loops;
  private final ReviveLog reviveLog;
  private final PopOffsets offsets;
  private final Waiters waiters;
  private AckBatch acks = new AckBatch();

  /** Creates the core; used on the pop context only. */
  PopCore(
      PopParts parts, ReviveLog reviveLog, LoopProxy loops, int loop, WorkerExecutor coldReads) {
    this.store = parts.store();
    this.topics = parts.topics();
    this.clock = parts.clock();
    this.coldReads = coldReads;
    this.loops = loops;
    this.reviveLog = reviveLog;
    DispatchProxy<GroupState> dispatch = parts.dispatch();
    this.offsets = new PopOffsets(parts.offsets(), dispatch, new OffsetSearch(store.commitLog()));
    this.waiters = new Waiters(this, dispatch, store.queues(), loop);
  }

  // what requests do

  void pop(PopCall call) {
    if (!attempt(call)) {
      hold(call);
    }
  }

  boolean attempt(PopCall call) {
    PopGroup group = group(call.request().topic(), call.request().group());
    return new PopAttempt(this, call, group, reviveLog.nextQueue()).run();
  }

  void ack(AckCall call) {
    acks.calls.add(call);
    Chunk chunk = inFlight.find(call.chunk);
    if (chunk == null) {
      // its time was over, or the answer to an earlier acknowledgement got lost
      return;
    }
    long bits = 0;
    for (long offset : call.offsets) {
      int i = chunk.indexOf(offset);
      bits |= i < 0 ? 0 : 1L << i;
    }
    acks.closed(chunk, inFlight.close(chunk, bits));
  }

  // what attempts need

  long nowMs() {
    return clock.millis();
  }

  MessageReader reader() {
    return store.reader();
  }

  WorkerExecutor coldReads() {
    return coldReads;
  }

  PopOffsets offsets() {
    return offsets;
  }

  InFlight inFlight() {
    return inFlight;
  }

  ReviveLog reviveLog() {
    return reviveLog;
  }

  Waiters waiters() {
    return waiters;
  }

  PopGroup group(String topic, String name) {
    PopGroup group =
        groups.computeIfAbsent(
            new ConsumerOffsetTable.TopicGroup(topic, name),
            missing -> new PopGroup(topic, name, store.queues(), topics));
    group.refresh(nowMs());
    return group;
  }

  /** Looks once more in the next turn. */
  void later(PopCall call) {
    later.add(call);
  }

  /** Goes on with a call that had to wait for the disk. */
  void goOn(PopCall call, BooleanSupplier attempt) {
    if (!attempt.getAsBoolean()) {
      hold(call);
    }
  }

  /** A queue can be read again. */
  void wake(PopGroup group, PopQueue queue) {
    waiters.wake(group, queue.retry ? PopRequest.ALL_QUEUES : queue.queue.queueId());
  }

  void answer(PopCall call, PopAnswer answer) {
    call.answer(answer);
    loops.add(call);
  }

  void answerEmpty(PopCall call, PopAnswer.Status status, long rest) {
    answer(call, PopAnswer.empty(status, nowMs(), reviveLog.nextQueue(), rest));
  }

  void done(LoopTask task) {
    loops.add(task);
  }

  private void hold(PopCall call) {
    PopRequest request = call.request();
    if (request.deadlineMs() <= nowMs()) {
      answerEmpty(call, PopAnswer.Status.NOTHING, 0);
    } else if (!waiters.add(
        call, group(request.topic(), request.group()), request.queueId(), nowMs())) {
      answerEmpty(call, PopAnswer.Status.TOO_MANY_WAIT, 0);
    }
  }

  // restarts and upkeep

  /** A group was handed out messages before this offset, as the revive log knows. */
  void restored(ChunkId id, long end) {
    PopQueue queue = group(originalTopic(id), id.group()).find(id.topic(), id.queueId());
    if (queue != null) {
      offsets.restore(queue, end);
    }
  }

  /** The topic whose retries are in this one; itself when it is none of those. */
  private static String originalTopic(ChunkId id) {
    String prefix = TopicNames.popRetryTopic(id.group(), "");
    return id.topic().startsWith(prefix) ? id.topic().substring(prefix.length()) : id.topic();
  }

  /** Tells dispatch up to where the revive log is not needed any more. */
  void commitRevive() {
    for (int i = 0; i < reviveLog.queueCount(); i++) {
      Chunk oldest = inFlight.oldest(i);
      long needed = oldest == null ? reviveLog.floor(i) : oldest.floor;
      offsets.commitRevive(reviveLog.topic(), i, needed);
    }
  }

  // turns

  /** Sends off what has been collected; ends everything that runs on the pop context. */
  void endTurn() {
    if (!acks.isEmpty()) {
      AckBatch batch = acks;
      acks = new AckBatch();
      batch.save(this);
    }
    offsets.flush();
    waiters.flush();
    loops.flush();
  }

  /** Runs the calls that gave others their turn; whether there were any. */
  boolean runLater() {
    int count = later.size();
    for (int i = 0; i < count; i++) {
      PopCall call = later.poll();
      if (call != null && !call.isAbandoned()) {
        pop(call);
      }
    }
    return count > 0;
  }
}
